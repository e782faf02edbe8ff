"""What the arrays in a procedure are, such as images, and whether maps are given what they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o
from varsym.claims.formulas import procedures as p
from varsym.claims.formulas.held import NO_ROLE, Role
from varsym.claims.formulas.reading import parts_of, reads_in
from varsym.claims.render import text

__all__ = ["Told", "roles_of"]

#: Takes a line about an argument, what it is, what is taken, and whether it is sure.
Told = Callable[[str, str, str, bool], None]
#: The roles that a read may have, and whether each of them does occur.
Look = Callable[[p.Read], tuple[frozenset[Role], bool]]


def roles_of(
    item: a.Array, look: Look, known: Mapping[str, p.Roles], told: Told
) -> frozenset[Role]:
    """Return the roles that the expression `item` may have, from those of what it reads.

    `look` gives the latter, `known` what maps take; arguments of another role are told to `told`.
    """
    inner = [roles_of(part, look, known, told) for part in parts_of(item)]
    match item:
        case p.Read():
            return look(item)[0]
        case a.Applied(name) | o.AppliedTo(name):
            if name not in known:
                return NO_ROLE
            arguments = item.arguments if isinstance(item, o.AppliedTo) else (item.argument,)
            rows = zip(arguments, inner, known[name].takes, strict=False)
            for place, (argument, found, taken) in enumerate(rows, 1):
                if taken is not None:
                    where = f"argument {place} of {text(e.Real(name))}"
                    _check(where, argument, found, taken, look, told)
            gives = known[name].gives
            return NO_ROLE if gives is None else frozenset([frozenset([gives])])
        case a.ArrayNorm() | a.Inner() | a.MatMul():
            return NO_ROLE
    return frozenset(frozenset[str]().union(*each) for each in product(*inner))


def _check(
    where: str, argument: a.Array, found: frozenset[Role], taken: str, look: Look, told: Told
) -> None:
    """Tell of an argument that is, or may be, something else than what is taken."""
    bad = sorted(sorted(role) for role in found if role and role != {taken})
    if not bad:
        return
    reads = [look(read) for read, _ in dict.fromkeys(reads_in(argument))]
    several = [attained for roles, attained in reads if len(roles) > 1]
    plain = [role[0] for role in bad if len(role) == 1]
    is_sure = len(plain) == len(found) or (len(several) < 2 and all(several))
    shown = " and ".join(plain[:1] if plain else bad[0])
    line = f"{where} is {shown}, where it takes {taken}"
    told(line, where, taken, bool(plain) and is_sure)
