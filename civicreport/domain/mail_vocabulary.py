"""What officers write at the head of a mail, in the languages that sites speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from civicreport.domain.status import Status

S = Status


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One language. Phrases are whole: nothing is derived from them."""

    phrases: Mapping[Status, tuple[str, ...]]
    examples: tuple[str, ...]  # for the foot of our letters: one for each status, in its order
    internal: tuple[str, ...]  # before a note for colleagues; the first is the one we tell
    goes_on: tuple[str, ...]  # may follow a status without a stop: they only say when
    doubts: tuple[str, ...]  # take back what was just said
    joints: tuple[str, ...]  # between "scheduled" and its day
    articles: tuple[str, ...]
    tomorrow: str
    weekdays: tuple[str, ...]
    months: Mapping[str, int]


def _months(full: str, *short: str) -> Mapping[str, int]:
    names = {name: number for number, name in enumerate(full.split(), start=1)}
    for shorter in short:
        names |= {name: number for number, name in enumerate(shorter.split(), start=1)}
    return MappingProxyType(names)


_EN = Words(
    phrases={
        S.ACKNOWLEDGED: ("received", "acknowledged", "noted"),
        S.INVESTIGATING: (
            "investigating",
            "under investigation",
            "looking into it",
            "looking into this",
        ),
        S.SCHEDULED: ("scheduled", "work scheduled", "repair scheduled"),
        S.IN_PROGRESS: ("in progress", "work in progress", "started", "work started", "under way"),
        S.FIXED: ("fixed", "now fixed", "done", "all done", "repaired", "completed", "resolved"),
        S.NO_ACTION: (
            "no action",
            "no further action",
            "no action needed",
            "no action required",
            "no action planned",
        ),
        S.NOT_RESPONSIBLE: ("not ours", "not our responsibility", "not responsible"),
        S.DUPLICATE: ("duplicate", "duplicate of"),
    },
    examples=(
        "received",
        "investigating",
        "scheduled for 12 May",
        "in progress",
        "fixed",
        "no action: private land",
        "not ours: a county road",
        "duplicate of CR-123",
    ),
    internal=("internal", "internal note", "internal only", "staff only"),
    goes_on=(
        *("today", "yesterday", "this morning", "this afternoon", "this week", "last night"),
        *("last week", "now", "with thanks"),
    ),
    doubts=("but", "however", "although", "except", "yet", "not", "maybe", "hopefully", "soon"),
    joints=("for", "on"),
    articles=("the",),
    tomorrow="tomorrow",
    weekdays=(
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    ),
    months=_months(
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan feb mar apr may jun jul aug sept oct nov dec",
    ),
)

_DE = Words(
    phrases={
        S.ACKNOWLEDGED: ("erhalten", "eingegangen", "zur Kenntnis genommen"),
        S.INVESTIGATING: ("in Prüfung", "wird geprüft", "wir prüfen das"),
        S.SCHEDULED: ("geplant", "eingeplant", "terminiert"),
        S.IN_PROGRESS: ("in Arbeit", "in Bearbeitung", "begonnen", "Arbeiten begonnen"),
        S.FIXED: ("erledigt", "behoben", "repariert", "ist erledigt", "ist behoben"),
        S.NO_ACTION: ("keine Maßnahme", "keine Maßnahmen", "kein Handlungsbedarf"),
        S.NOT_RESPONSIBLE: ("nicht zuständig", "wir sind nicht zuständig"),
        S.DUPLICATE: ("Duplikat", "Duplikat von", "doppelt zu"),
    },
    examples=(
        "erhalten",
        "in Prüfung",
        "geplant für 12. Mai",
        "in Arbeit",
        "erledigt",
        "keine Maßnahme: Privatgrund",
        "nicht zuständig: Kreisstraße",
        "Duplikat von CR-123",
    ),
    internal=("intern", "interne Notiz", "nur intern"),
    goes_on=("heute", "gestern", "heute Morgen", "heute früh", "heute Vormittag", "letzte Woche"),
    doubts=("aber", "jedoch", "außer", "noch nicht", "nicht", "vielleicht", "hoffentlich", "bald"),
    joints=("für den", "für", "am", "auf den", "zum"),
    articles=("den", "dem"),
    tomorrow="morgen",
    weekdays=(
        *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
        *("mo", "di", "mi", "do", "fr", "sa", "so"),
    ),
    months=_months(
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jan feb mär apr mai jun jul aug sep okt nov dez",
        "jänner feber maerz apr mai jun jul aug sept okt nov dez",
    ),
)

_FR = Words(
    phrases={
        S.ACKNOWLEDGED: ("reçu", "bien reçu", "pris en compte"),
        S.INVESTIGATING: ("en cours d'examen", "à l'étude", "en cours d'étude"),
        S.SCHEDULED: ("prévu", "planifié", "programmé", "travaux prévus"),
        S.IN_PROGRESS: ("en cours", "travaux en cours", "travaux commencés"),
        S.FIXED: ("réparé", "résolu", "terminé", "c'est fait", "c'est réparé"),
        S.NO_ACTION: ("sans suite", "pas d'intervention", "aucune intervention"),
        S.NOT_RESPONSIBLE: ("pas de notre ressort", "pas de notre compétence", "hors compétence"),
        S.DUPLICATE: ("doublon", "doublon de"),
    },
    examples=(
        "reçu",
        "en cours d'examen",
        "prévu le 12 mai",
        "en cours",
        "réparé",
        "sans suite : terrain privé",
        "pas de notre ressort : route départementale",
        "doublon de CR-123",
    ),
    internal=("interne", "note interne"),
    goes_on=("aujourd'hui", "hier", "ce matin", "cet après-midi", "cette semaine"),
    doubts=("mais", "cependant", "sauf", "pas encore", "pas", "peut-être", "bientôt"),
    joints=("pour le", "pour", "le", "au"),
    articles=("le",),
    tomorrow="demain",
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=_months(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr mars avr mai juin juil août sept oct nov déc",
    ),
)

_ES = Words(
    phrases={
        S.ACKNOWLEDGED: ("recibido", "recibida"),
        S.INVESTIGATING: ("en estudio", "en investigación", "lo estamos estudiando"),
        S.SCHEDULED: ("programado", "programada", "previsto", "prevista"),
        S.IN_PROGRESS: ("en curso", "en marcha", "trabajos iniciados"),
        S.FIXED: ("reparado", "reparada", "arreglado", "arreglada", "resuelto", "resuelta"),
        S.NO_ACTION: ("sin actuación", "no procede"),
        S.NOT_RESPONSIBLE: ("no es competencia nuestra", "no es nuestra competencia"),
        S.DUPLICATE: ("duplicado", "duplicado de", "duplicada de"),
    },
    examples=(
        "recibido",
        "en estudio",
        "programado para el 12 de mayo",
        "en curso",
        "reparado",
        "sin actuación: terreno privado",
        "no es competencia nuestra: carretera provincial",
        "duplicado de CR-123",
    ),
    internal=("interno", "interna", "nota interna"),
    goes_on=("hoy", "ayer", "esta mañana", "esta tarde", "esta semana"),
    doubts=("pero", "sin embargo", "salvo", "todavía no", "aún no", "no", "quizás", "pronto"),
    joints=("para el", "para", "el"),
    articles=("el",),
    tomorrow="mañana",
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=_months(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "ene feb mar abr may jun jul ago setiembre oct nov dic",
    ),
)

_NL = Words(
    phrases={
        S.ACKNOWLEDGED: ("ontvangen", "in behandeling genomen"),
        S.INVESTIGATING: ("in onderzoek", "wordt onderzocht"),
        S.SCHEDULED: ("gepland", "ingepland"),
        S.IN_PROGRESS: ("in uitvoering", "bezig", "werk gestart"),
        S.FIXED: ("opgelost", "hersteld", "gerepareerd", "klaar", "afgerond"),
        S.NO_ACTION: ("geen actie", "geen actie nodig", "geen maatregel"),
        S.NOT_RESPONSIBLE: ("niet van ons", "niet onze verantwoordelijkheid", "niet bevoegd"),
        S.DUPLICATE: ("dubbel", "dubbel met", "duplicaat van"),
    },
    examples=(
        "ontvangen",
        "in onderzoek",
        "gepland voor 12 mei",
        "in uitvoering",
        "opgelost",
        "geen actie: particulier terrein",
        "niet van ons: provinciale weg",
        "dubbel met CR-123",
    ),
    internal=("intern", "interne notitie", "alleen intern"),
    goes_on=("vandaag", "gisteren", "vanmorgen", "vanochtend", "vanmiddag", "deze week"),
    doubts=("maar", "echter", "behalve", "nog niet", "niet", "misschien", "hopelijk", "binnenkort"),
    joints=("voor", "op"),
    articles=("de",),
    tomorrow="morgen",
    weekdays=("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    months=_months(
        "januari februari maart april mei juni juli augustus september oktober november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
    ),
)

WORDS: Mapping[str, Words] = MappingProxyType(
    {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "nl": _NL}
)
