"""Who is coach and who is client, and what follows when that is not known."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analyzer.talktime.config import MetricsConfig
from analyzer.types import Session, Speaker


@dataclass(frozen=True, slots=True)
class Sides:
    """Speakers by side.

    Args:
        coach: Read as coach.
        client: Read as client.
        unassigned: Could be on either side: role unknown, or talk the source assigned to nobody.
        certain: Whether the roles allow a verdict.
        known: Whether both roles were given, not assumed here for the sake of a reading.
        reason: Where not certain: why, and what the reading assumes.
    """

    coach: tuple[str, ...]
    client: tuple[str, ...]
    unassigned: tuple[str, ...]
    certain: bool
    known: bool
    reason: str

    @property
    def readable(self) -> bool:
        """Whether there is somebody on both sides."""
        return bool(self.coach and self.client)

    @property
    def all(self) -> tuple[str, ...]:
        """Everybody who counts in a share: all but role `other`."""
        return (*self.coach, *self.client, *self.unassigned)

    def swapped(self) -> Sides:
        """Coach and client the other way round."""
        return replace(self, coach=self.client, client=self.coach)


def find_sides(
    session: Session, amount: dict[str, tuple[int, int]], config: MetricsConfig
) -> tuple[Sides, Sides | None]:
    """The sides, and the other reading where both are possible.

    Args:
        amount: Words and ms of each speaker; the two that talk most are the main speakers.
    """
    coach, client, unknown = (session.speaker_with_role(r) for r in ("coach", "client", "unknown"))
    if coach and client:
        unsure = _unsure(session.speakers, config.verdict.min_role_confidence)
        if not unsure:
            return Sides(coach, client, unknown, True, True, ""), None
        why = f"It is not sure enough who is coach and who is client ({', '.join(unsure)})."
        sides = Sides(coach, client, unknown, False, True, why)
        return sides, replace(sides.swapped(), reason=f"{why} This is the reading with the roles swapped.")
    nobody = config.words.unassigned_names
    named = [n for n in unknown if n.strip().casefold() not in nobody]
    main = sorted(named, key=lambda n: amount[n], reverse=True)[: 1 if coach or client else 2]
    main = [n for n in named if n in main]
    rest = tuple(n for n in unknown if n not in main)
    if coach and main:
        why = f"Nobody is marked as client. Read with {main[0]!r} as client."
        return Sides(coach, (main[0],), rest, False, False, why), None
    if client and main:
        why = f"Nobody is marked as coach. Read with {main[0]!r} as coach."
        return Sides((main[0],), client, rest, False, False, why), None
    if len(main) == 2:
        sides = Sides((main[0],), (main[1],), rest, False, False, _assumed(main[0], main[1]))
        return sides, replace(sides.swapped(), reason=_assumed(main[1], main[0]))
    missing = "client" if coach else "coach" if client else "coach or client"
    count = len(session.speakers)
    why = f"Nobody can be read as {missing}: the session names {count} speaker{'' if count == 1 else 's'}."
    return Sides(coach, client, unknown, False, False, why), None


def _assumed(coach: str, client: str) -> str:
    return f"Roles are not known. Read with {coach!r} as coach and {client!r} as client."


def _unsure(speakers: tuple[Speaker, ...], least: float) -> list[str]:
    return [
        f"{s.name!r}: {s.confidence:.2f}"
        for s in speakers
        if s.role in ("coach", "client") and s.confidence is not None and s.confidence < least
    ]
