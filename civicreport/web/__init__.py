"""What all pages share. From this floor up, requests, responses, forms and blueprints are known."""
