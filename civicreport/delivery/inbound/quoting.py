"""Where a mail begins to repeat another one: found line by line, in time that grows with the mail.

A line with `>` is quoted. Below the line that announces a quote ("On Monday … wrote:", the headers
of Outlook, a separator) everything is, unless the quote itself is marked by `>`: then what stands
between the marked lines are answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARKED = re.compile(r"\s?>|\s?＞")
_LONGEST_LINE = 400
_ANNOUNCED_WITHIN = 6  # lines; narrow programs wrap even this

_OPENS = re.compile(
    r"(?:-{2,}\s*)?(?:On|Am|Le|El|Il|Op|Den|Em|W dniu|Dnia|Dne|Ar|Pada|Em|Vào|在|"
    r"(?:mån|tis|ons|tors?|fre|lör|sön|man|tir|lør|søn)\S*|"
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So)[\w.]{0,7},\s.{0,15}\d|"
    r"\d{1,4}[-/. ]\S|\d{4}年|[^<>\n]{1,80}<[^<>\s]+@[^<>\s]+>)",
    re.IGNORECASE,
)
_VERB = (
    r"(?:wrote|writes|schrieb\w*|a\s+écrit|ecrit|escribió|escribi[oó]|escreveu|ha\s+scritto|"
    r"schreef|geschreven|skrev|kirjoitti|napisał(?:\(a\)|a)?|napsala?(?:\(a\))?|написал\w*|"
    r"пише|пишет|ysgrifennodd|menulis|írta|a\s+scris|写道|寫道|yazdı)"
)
_WROTE = re.compile(
    rf"(?<!\w){_VERB}(?:[^:]|(?<=\d):(?=\d)){{0,200}}(?::|：|-{{2,}})\s*$", re.IGNORECASE
)
# "<ada@example.org\n> wrote:", broken at the bracket, only looks like a quote.
_END_OF_ADDRESS = re.compile(rf"\s?>\s*(?:{_VERB})?[^>]{{0,40}}[:：]\s*", re.IGNORECASE)
# That a program wrote the line, and not a person telling who wrote what.
_PROOF = re.compile(r"@|&lt;|<|\d{1,2}[:.h]\d{2}|\b\d{4}\b|\d{4}年")
_DATE_AND_ADDRESS = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s[^<>]{1,100}<\s?[^<>\s]+@[^<>\s]+>:?"
)

_SENDERS = "From|Von|De|Da|Van|Från|Fra|Od|От|Від|Oddi wrth|Lähettäjä|发件人|寄件者|差出人"
_OTHERS = (
    r"Sent|To|Cc|Bcc|Subject|Date|Reply-To|Importance|Gesendet|An|Betreff|Datum|Envoyé(?: le)?|À|A|"
    r"Objet|Date|Enviado(?: el)?|Enviada em|Para|Asunto|Assunto|Fecha|Inviato|Data|Oggetto|"
    r"Risposta|Verzonden|Aan|Onderwerp|Skickat|Till|Ämne|Sendt|Til|Emne|Dato|Wysłano|Do|Temat|Anfonwyd|"
    r"At|Pwnc|Кому|Тема|Дата|Отправлено|发送时间|收件人|主题|Priority|Organisation|Organization"
)
_SENDER_LINE = re.compile(rf"[*\s]*(?:{_SENDERS})\s?[*]?\s?[:：]", re.IGNORECASE)
_HEADER_LINE = re.compile(rf"[*\s]*({_SENDERS}|{_OTHERS})\s?[*]?\s?[:：]", re.IGNORECASE)

_FORWARDED = (
    r"original|forwarded|weitergeleitete|ursprüngliche|mensaje|reenviado|message|transféré|origine|"
    r"oorspronkelijk|doorgestuurd|messaggio|inoltrato|oprindelig|ursprungligt|wiadomość|nachricht|"
    r"bericht|neges|mensagem|сообщение"
)
_SEPARATOR = re.compile(
    rf"\s*[-_=*—]{{3,}}[^-\n]{{0,60}}(?:{_FORWARDED})[^-\n]{{0,60}}[-_=*—]{{3,}}\s*", re.IGNORECASE
)
_BEGIN = re.compile(
    r"\s*(?:Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|"
    r"Début du message (?:réexpédié|transféré)|Inicio del mensaje reenviado|"
    r"Inizio messaggio inoltrato|Begin doorgestuurd bericht)\s?:\s*",
    re.IGNORECASE,
)


def own_parts(lines: list[str]) -> list[list[str]]:
    """The stretches between the quotes, in order."""
    parts: list[list[str]] = [[]]
    at = 0
    while at < len(lines):
        if is_marked(lines[at]):
            at = _after_the_quote(lines, at, bar=False)
            parts.append([])
        elif length := _announcement(lines, at):
            after = _next_written(lines, at + length)
            bar = after < len(lines) and lines[after].startswith("|")
            if after >= len(lines) or not (bar or is_marked(lines[after])):
                break
            at = _after_the_quote(lines, after, bar=bar)
            parts.append([])
        else:
            parts[-1].append(lines[at])
            at += 1
    return [part for part in parts if any(line.strip() for line in part)]


def is_marked(line: str) -> bool:
    return bool(_MARKED.match(line))


def _after_the_quote(lines: list[str], at: int, *, bar: bool) -> int:
    """Past the marked lines, and past what a program broke off one of them."""
    while at < len(lines):
        if is_marked(lines[at]) or (bar and lines[at].startswith("|")) or _is_broken_off(lines, at):
            at += 1
        else:
            break
    return at


def _is_broken_off(lines: list[str], at: int) -> bool:
    """A lone line between a long marked one and the next marked one was wrapped on its way."""
    return (
        bool(lines[at].strip())
        and len(lines[at - 1]) >= 65
        and at + 1 < len(lines)
        and is_marked(lines[at + 1])
    )


def _next_written(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _announcement(lines: list[str], at: int) -> int:
    """How many lines announce a quote here; 0 for none."""
    line = lines[at][:_LONGEST_LINE]
    if not line.strip():
        return 0
    if _SEPARATOR.fullmatch(line) or _BEGIN.fullmatch(line):
        return 1 + _headers(lines, _next_written(lines, at + 1))
    return _headers(lines, at) or _attribution(lines, at)


def _headers(lines: list[str], at: int) -> int:
    """The head of the quoted mail as Outlook and others print it: a sender and two more of it."""
    if at >= len(lines) or not _SENDER_LINE.match(lines[at][:_LONGEST_LINE]):
        return 0
    names: set[str] = set()
    length = 0
    for number, line in enumerate(lines[at : at + 12], start=1):
        if found := _HEADER_LINE.match(line[:_LONGEST_LINE]):
            names.add(found[1].casefold())
            length = number
        elif not line.strip():
            break
    return length if len(names) >= 3 else 0


def _attribution(lines: list[str], at: int) -> int:
    if not _OPENS.match(lines[at].strip()[:_LONGEST_LINE]):
        return 0
    for length, said in enumerate(_growing(lines, at), start=1):
        is_announced = _WROTE.search(said) or _DATE_AND_ADDRESS.fullmatch(said)
        if is_announced and (_PROOF.search(said) or _is_followed_by_marks(lines, at + length)):
            return length
    return 0


def _growing(lines: list[str], at: int) -> Iterator[str]:
    """The line, then it and the next, and so on; a lone empty line in between is a broken one."""
    said, gaps = "", 0
    for line in lines[at : at + _ANNOUNCED_WITHIN]:
        gaps += not line.strip()
        is_quote = is_marked(line) and not _END_OF_ADDRESS.fullmatch(line)
        if gaps > 1 or is_quote or len(said) > _LONGEST_LINE:
            return
        said = f"{said} {line[:_LONGEST_LINE].strip()}".strip()
        yield said


def _is_followed_by_marks(lines: list[str], at: int) -> bool:
    after = _next_written(lines, at)
    return after < len(lines) and is_marked(lines[after])
