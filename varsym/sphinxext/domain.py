"""The Sphinx domain of statements, so that pages can refer to them by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

__all__ = ["Place", "StatementDomain", "statement_domain"]

_LOG = logging.getLogger(__name__)

#: Where a statement is described: the document, the anchor in it, and what the paper calls it.
Place = tuple[str, str, str]


class StatementDomain(Domain):
    """Statements by pack and id."""

    name = "varsym"
    label = "varsym"
    object_types: ClassVar[dict[str, ObjType]] = {"statement": ObjType("statement", "stmt")}
    roles: ClassVar[dict[str, Any]] = {
        "stmt": XRefRole(innernodeclass=nodes.inline, warn_dangling=True)
    }
    initial_data: ClassVar[dict[str, Any]] = {"statements": {}}
    data_version = 1
    dangling_warnings: ClassVar[dict[str, str]] = {
        "stmt": "no page describes exactly one statement %(target)s: give its id, or PACK/ID"
    }

    @property
    def statements(self) -> dict[tuple[str, str], Place]:
        """The place of each statement, by pack and id."""
        found: dict[tuple[str, str], Place] = self.data["statements"]
        return found

    def place_of(self, target: str) -> Place | None:
        """Return where ``ID`` or ``PACK/ID`` is described, if exactly one place does."""
        pack, _, name = target.rpartition("/")
        found = [
            place
            for (owner, known), place in self.statements.items()
            if known == name and pack in ("", owner)
        ]
        return found[0] if len(found) == 1 else None

    def clear_doc(self, docname: str) -> None:
        """Forget what a document described."""
        for key, (document, _, _) in list(self.statements.items()):
            if document == docname:
                del self.statements[key]

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        for key, place in otherdata["statements"].items():
            if place[0] in docnames:
                known = self.statements.get(key)
                if known is not None and known[0] != place[0]:
                    self.told_twice(key[1], known[0], place[0])
                self.statements[key] = place

    def told_twice(self, name: str, known: str, location: str | None) -> None:
        """Warn that a statement is described in a document and once more at a location."""
        _LOG.warning(
            "%s is described in %s already; add :no-index: to one of them",
            name, known, type="varsym", subtype="directive", location=location,
        )  # fmt: skip

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Return the reference; without words of its own it says what the paper calls it."""
        del env, typ
        place = self.place_of(target)
        if place is None:
            return None
        document, anchor, title = place
        shown = contnode if node.get("refexplicit") else nodes.inline(title, title)
        return make_refnode(builder, fromdocname, document, anchor, shown, title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Return the reference of the role ``any``, if there is one."""
        found = self.resolve_xref(env, fromdocname, builder, "stmt", target, node, contnode)
        return [] if found is None else [("varsym:stmt", found)]

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Yield the statements for the search and for other projects' references."""
        return self._objects()

    def _objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        first = 0  # among what a search finds
        for (pack, name), (document, anchor, title) in self.statements.items():
            yield f"{pack}/{name}", f"{title} ({name})", "statement", document, anchor, first


def statement_domain(env: BuildEnvironment) -> StatementDomain:
    """Return the domain of a build.

    Raises
    ------
    TypeError
        When another extension has a domain of that name.
    """
    return cast("StatementDomain", env.domains["varsym"])
