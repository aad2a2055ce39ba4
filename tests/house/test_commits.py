"""One commit: acts never do it, or half of what happened could be lost."""

from tests.house.source import modules, named

HOME = "civicreport/db/engine.py"
FLASK_SECURITYS_OWN = "civicreport/web/sign_in.py"


def test_only_transaction_commits() -> None:
    found = {
        named(path): count
        for path in modules()
        if (count := path.read_text(encoding="utf-8").count(".commit("))
    }
    found.pop(FLASK_SECURITYS_OWN, None)
    assert found == {HOME: 1}, (
        "Commits outside civicreport.db.transaction. Remedy: the door or view opens"
        " `with transaction():` round the acts; acts only change rows."
    )
