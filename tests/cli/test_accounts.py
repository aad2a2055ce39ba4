from click.testing import CliRunner, Result

from civicreport.accounts import queries as accounts
from civicreport.bodies.queries import memberships_of, viewer
from civicreport.cli.accounts import group
from civicreport.db import session
from tests.support.town import Town

PASSWORD = "correct horse battery"
CLEO = "cleo.marsh@county.example"


def run(*arguments: str, typed: str = f"{PASSWORD}\n") -> Result:
    result = CliRunner().invoke(group, arguments, input=typed)
    session.expire_all()
    return result


def test_an_officer_serves_one_body(town: Town) -> None:
    result = run("create-officer", CLEO, "--body", "west", "--name", "Cleo", "--password-stdin")
    assert result.exit_code == 0, result.output
    officer = accounts.by_email(CLEO)
    assert officer is not None
    assert officer.name == "Cleo"
    assert viewer(officer.id).officer_of == {town.bodies["west"].id}
    assert not viewer(officer.id).is_operator


def test_an_administrator_without_a_body_runs_the_site(town: Town) -> None:
    assert run("create-administrator", CLEO, "--password-stdin").exit_code == 0
    operator = accounts.by_email(CLEO)
    assert operator is not None
    assert viewer(operator.id).is_operator


def test_twice_is_once_and_keeps_the_password(town: Town) -> None:
    run("create-officer", CLEO, "--body", "west", "--password-stdin")
    first = accounts.by_email(CLEO)
    assert first is not None
    password = first.password
    result = run("create-officer", CLEO.upper(), "--body", "west", typed="")
    assert result.exit_code == 0, result.output
    again = accounts.by_email(CLEO)
    assert again is not None
    assert (again.id, again.password) == (first.id, password)
    assert len(memberships_of(again.id)) == 1


def test_a_new_password_ends_the_sessions_of_the_old_one(town: Town) -> None:
    run("create-officer", CLEO, "--body", "west", "--password-stdin")
    account = accounts.by_email(CLEO)
    assert account is not None
    before = account.fs_uniquifier, account.password
    run("create-officer", CLEO, "--body", "west", "--password-stdin", typed="another horse yet\n")
    assert before[0] != account.fs_uniquifier
    assert before[1] != account.password


def test_the_password_is_asked_for_twice_at_a_terminal(town: Town) -> None:
    result = run("create-officer", CLEO, "--body", "west", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output


def test_a_short_password_is_refused_and_leaves_nobody(town: Town) -> None:
    result = run("create-officer", CLEO, "--body", "west", "--password-stdin", typed="short\n")
    assert result.exit_code == 1
    assert "12 characters" in result.output
    assert accounts.by_email(CLEO) is None


def test_an_unknown_body_is_answered_with_those_that_exist(town: Town) -> None:
    result = run("create-officer", CLEO, "--body", "north", "--password-stdin")
    assert result.exit_code == 1
    assert "county, east, west" in result.output


def test_an_address_has_one_at_sign(town: Town) -> None:
    result = run("create-officer", "cleo", "--body", "west", "--password-stdin")
    assert result.exit_code == 2
    assert "no e-mail address" in result.output


def test_the_list_names_the_staff(town: Town) -> None:
    output = run("list").output
    assert "cleo@county.example\tofficer\tcounty\tCleo" in output
    assert "dov@example.org\tadministrator\t(the site)\tDov" in output
    assert "ada@example.org" not in output
