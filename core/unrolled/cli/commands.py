"""The commands, read from the entry-point group ``unrolled.commands``: help imports none of them."""

from __future__ import annotations

import ast
from contextlib import suppress
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path

import click

from unrolled.errors import PluginError, Problem, nearest

GROUP = "unrolled.commands"
OURS = "unrolled"


class Commands(click.Group):
    """A group whose commands are entry points, loaded one by one when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        del ctx
        return sorted(_points())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of a name; None where there is none."""
        del ctx
        point = _points().get(cmd_name)
        if point is None:
            return None
        try:
            command = point.load()
        except (Exception, SystemExit) as error:
            what = f"the command '{cmd_name}' cannot be loaded: {type(error).__name__}: {error}"
            raise PluginError(Problem(what, where=f"plugin {_owner(point)}")) from error
        if not isinstance(command, click.Command):
            what = f"the command '{cmd_name}' is no click command"
            raise PluginError(Problem(what, where=f"plugin {_owner(point)}"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or say which one may have been meant."""
        if args and args[0] not in _points() and not args[0].startswith("-"):
            near = nearest(args[0], _points())
            hint = f" Did you mean '{near}'?" if near else ""
            raise click.UsageError(f"no command is called '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their first lines, and whose they are where they are not ours."""
        del ctx
        rows: list[tuple[str, str]] = []
        for name, point in sorted(_points().items()):
            owner = "" if point.dist is None or point.dist.name == OURS else f" [{_owner(point)}]"
            rows.append((name, _summary(point) + owner))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _points() -> dict[str, metadata.EntryPoint]:
    points = metadata.entry_points(group=GROUP)
    return {point.name: point for point in sorted(points, key=_precedence, reverse=True)}


def _precedence(point: metadata.EntryPoint) -> tuple[bool, str]:
    """Let nobody take the name of one of our own commands."""
    name = point.dist.name if point.dist else ""
    return name != OURS, name


def _owner(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "unknown"


def _summary(point: metadata.EntryPoint) -> str:
    """Read the first line of a command's docstring from its source, since importing it may take seconds."""
    module, _, function = point.value.partition(":")
    top, *rest = module.split(".")
    spec = PathFinder.find_spec(top)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for path in (Path(place, *rest).with_suffix(".py"), Path(place, *rest, "__init__.py")):
            if path.is_file():
                return _docstring(path, function)
    return ""


def _docstring(path: Path, function: str) -> str:
    with suppress(SyntaxError, ValueError, OSError):
        for node in ast.parse(path.read_bytes()).body:
            if isinstance(node, ast.FunctionDef) and node.name == function:
                return (ast.get_docstring(node) or "").partition("\n")[0]
    return ""
