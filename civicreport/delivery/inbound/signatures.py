"""What stands below the words of a mail: signatures, what telephones add, what lawyers add."""

from __future__ import annotations

import re

_DASHES = re.compile(r"\s*(?:--|—|–|__)\s*")
_RULE = re.compile(r"\s*[-_=*~—–]{3,}\s*")
_FENCE = re.compile(r"\s*(?:```|~~~)")

_FROM_A_DEVICE = re.compile(
    r"[\s<(\[*_]*(?:"
    r"sent\s+(?:from|via|with|by|using) (?:my|mobile|a (?:phone|mobile)|the (?:yahoo|all new)|"
    r"\[?mail|windows|yahoo|outlook|proton|samsung|galaxy|airmail|sparrow|spark|gmail|android|"
    r"blackberry|iphone|ipad|nine|k-9|thunderbird|aol|bt mail|vodafone|ee\b)|"
    r"from my (?:iphone|ipad|android|mobile|phone|galaxy)|someone from mobile|"
    r"(?:get|download) \[?outlook\b|"
    r"gesendet (?:von|mit|über) (?:mein|der|dem|outlook|mail|iphone|android|gmx|web)|"
    r"von meinem \S+(?: \S+)? gesendet|diese nachricht wurde von meinem|"
    r"holen sie sich outlook|outlook für (?:ios|android) beziehen|"
    r"envoyé (?:depuis|de|avec|à partir de) (?:mon|ma|outlook|mail|yahoo|l.application)|"
    r"obtenez? outlook|télécharger outlook|"
    r"enviado (?:desde|con|do|a partir) (?:mi|meu|outlook|correo|yahoo|el m)|"
    r"obtener outlook|descargar outlook|"
    r"inviato (?:da|dal|con) (?:il )?(?:mio|outlook|posta|yahoo|iphone|android|libero)|"
    r"scarica outlook|ottieni outlook|"
    r"verzonden (?:vanaf|vanuit|met|via) (?:mijn|outlook|mail|blackberry|yahoo)|"
    r"outlook voor (?:ios|android) downloaden|"
    r"sendt fra|skickat från|wysłane? z|odesláno z|anfonwyd o|отправлено (?:с|из)|從我的|从我的|"
    r"iphoneから送信)",
    re.IGNORECASE,
)
_DISCLAIMS = re.compile(
    r"[\s*_\[(]*(?:"
    r"(?:e-?mail )?disclaimer\b|confidential(?:ity)?(?: notice| note)?\s*[:.]|"
    r"(?:privileged|confidential|important) (?:notice|note|information)\s*:|"
    r"th(?:is|e information (?:contained )?in this) "
    r"(?:e-?mail|message|communication|transmission)\b.{0,120}"
    r"(?:confidential|intended|privileged|virus|scanned|monitored|any (?:files|attach)|solely)|"
    r"please consider the environment|save a tree|"
    r"if you (?:are not|have received) (?:the intended|this (?:e-?mail|message) in error)|"
    r"diese (?:e-?mail|nachricht) (?:enthält|kann|ist).{0,120}(?:vertraulich|rechtlich)|"
    r"(?:wichtiger )?hinweis:.{0,120}vertraulich|haftungsausschluss\b|vertraulichkeitshinweis|"
    r"bitte (?:denken sie|prüfen sie).{0,60}(?:umwelt|drucken)|"
    r"ce (?:message|courriel|mail)\b.{0,120}(?:confidentiel|destin)|avis de confidentialité|"
    r"(?:pensez|merci de penser) à l.environnement|"
    r"est[ea] (?:mensaje|correo)\b.{0,120}(?:confidencial|destinatario)|"
    r"aviso (?:legal|de confidencialidad)|"
    r"antes de imprimir|"
    r"dit (?:bericht|e-?mail)\b.{0,120}(?:vertrouwelijk|bestemd)|de informatie in (?:dit|deze)|"
    r"quest[oa] (?:messaggio|e-?mail)\b.{0,120}(?:riservat|confidenzial|destinatar|analizzato)|"
    r"ai sensi del)",
    re.IGNORECASE,
)
# What a council's own server puts above mail from outside, and some leave in the answer.
_BANNER = re.compile(
    r"[\s*_\[(]*(?:caution|warning|achtung|external(?: e-?mail)?|extern)\b.{0,40}"
    r"(?:[:\]!]|originated|outside|external|extern).{0,300}",
    re.IGNORECASE,
)

_CLOSES = re.compile(
    r"[\s*_]*(?:(?:(?:with )?(?:many|kind|kindest|best|warm|warmest) )*"
    r"(?:thanks|thank you|regards|wishes)"
    r"(?: (?:and|in advance|again|for .{1,40}))*(?: (?:kind|best) regards)?|"
    r"yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|cheers|all the best|best|"
    r"(?:mit )?(?:freundliche|beste|herzliche|viele|liebe|schöne)n? "
    r"(?:grü(?:ß|ss)en?|dank)(?: aus .{1,30})?|mfg|vg|lg|hochachtungsvoll|"
    r"(?:bien )?(?:cordialement|à vous)|(?:sincères|meilleures) salutations|salutations.{0,30}|"
    r"(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|cordialmente|"
    r"(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|mvg|groet(?:en|jes)?|"
    r"(?:cordiali|distinti) saluti|saluti|cofion(?: gorau| cynnes)?|yn gywir"
    r")[\s*_,.!]*",
    re.IGNORECASE,
)
_HOW_TO_REACH = re.compile(
    r"@|https?://|www\.|\b(?:tel|phone|mobile|mob|fax|telefon|tél|teléfono|telefoon|direct|t|m|e)\b\s?[.:]|"
    r"\+?\d[\d\s()/.-]{7,}\d",
    re.IGNORECASE,
)
_LONGEST = 300


def without_ending(lines: list[str], *, is_first: bool = True) -> list[str]:
    """The lines above whatever is not part of the words; `is_first` where nothing stands above."""
    kept = _without_closing_block(lines[: _first_foreign(lines, is_first=is_first)])
    end = len(kept)
    while end and (not kept[end - 1].strip() or _RULE.fullmatch(kept[end - 1])):
        if _FENCE.match(kept[end - 1]):
            break
        end -= 1
    return kept[:end]


def without_banner(lines: list[str]) -> list[str]:
    """Without a warning above the words that the writer's own server put there."""
    begin = _first_written(lines)
    if begin < len(lines) and _BANNER.fullmatch(lines[begin][:_LONGEST]):
        end = next((n for n in range(begin, len(lines)) if not lines[n].strip()), None)
        return lines[end:] if end is not None else lines
    return lines


def _first_foreign(lines: list[str], *, is_first: bool) -> int:
    is_code = False
    begin = _first_written(lines)
    for number, line in enumerate(lines):
        is_code ^= bool(_FENCE.match(line))
        if not is_code and _is_foreign(line[:_LONGEST], is_first=is_first and number == begin):
            return number
    return len(lines)


def _is_foreign(line: str, *, is_first: bool) -> bool:
    if _DASHES.fullmatch(line):
        return not is_first
    return bool(_FROM_A_DEVICE.match(line) or _DISCLAIMS.match(line))


def _first_written(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines) if line.strip()), len(lines))


def _without_closing_block(lines: list[str]) -> list[str]:
    """A greeting stays with a name below it; with telephone and office it is a signature."""
    for number in range(max(0, len(lines) - 25), len(lines)):
        if _CLOSES.fullmatch(lines[number][:_LONGEST]):
            below = [line.strip() for line in lines[number + 1 :] if line.strip()]
            if _is_signature(below) and number > _first_written(lines):
                return lines[:number]
    return lines


def _is_signature(below: list[str]) -> bool:
    if not below or any(len(line) > 100 or line.endswith((".", "?", "!")) for line in below[:4]):
        return False
    return len(below) >= 3 or any(_HOW_TO_REACH.search(line[:_LONGEST]) for line in below)
