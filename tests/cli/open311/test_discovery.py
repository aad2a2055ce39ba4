"""What lies at an address, as people ask it at a terminal."""

from __future__ import annotations

from click.testing import CliRunner

from civicreport.adapters.outside import Answer, MemoryWorld, NotReached, replaced_by
from civicreport.cli.open311 import group
from tests.adapters.georeport.answers import answer

FOUND = """<discovery><contact>Call 311</contact><key_service>write to us</key_service><endpoints>
<endpoint><url>https://x.example/v2</url><type>Test</type><formats><format>text/xml</format>
<format>application/json</format></formats></endpoint></endpoints></discovery>"""


def discovered(*answers: Answer | NotReached) -> tuple[int, str]:
    with replaced_by(MemoryWorld(*answers)):
        done = CliRunner().invoke(group, ["discover", "https://x.example"])
    return done.exit_code, done.output


def test_endpoints_are_named_with_their_formats() -> None:
    code, said = discovered(answer(FOUND))

    assert code == 0
    assert said.splitlines() == [
        "https://x.example/v2  test  text/xml, application/json",
        "Keys: write to us",
        "Contact: Call 311",
    ]


def test_a_document_without_endpoints_says_so() -> None:
    assert discovered(answer("<discovery><endpoints/></discovery>")) == (
        0,
        "It names no endpoint.\n",
    )


def test_a_page_instead_is_quoted() -> None:
    code, said = discovered(answer("<html>Home</html>"), answer("<html>Home</html>"))

    assert code == 1
    assert "“Home”" in said


def test_a_no_is_told_in_its_own_words() -> None:
    no = answer("<errors><error><description>No such key</description></error></errors>", 403)

    assert discovered(no, no) == (1, "Error: It says no: 403: No such key\n")


def test_nobody_at_home_is_said() -> None:
    code, said = discovered(NotReached("x.example: no such host"))

    assert (code, said) == (1, "Error: Nobody answers there: x.example: no such host\n")
