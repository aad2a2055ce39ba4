"""The language and the rules of the house: values in, values out, standard library only."""
