"""The rules of `ray up`, as the installed Ray has them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from unrolled.errors import ConfigError, Problem
from unrolled_workflows.launch.rendered import installed_ray
from unrolled_workflows.launch.spec import DOCS


def require_ray_up(config: Mapping[str, Any]) -> None:
    """See that `ray up` would take a cluster file: its provider's defaults filled in, then checked by Ray's schema.

    Args:
        config: of the cluster file.

    Raises:
        ConfigError: Ray refuses it.
    """
    from ray.autoscaler._private.util import prepare_config, validate_config

    try:
        validate_config(prepare_config(deepcopy(dict(config))))
    except Exception as error:  # Ray, its providers and jsonschema each have exceptions of their own
        place = ".".join(map(str, getattr(error, "absolute_path", ())))
        message = str(getattr(error, "message", error)).partition("\n")[0]
        what = f"{place}: {message}" if place else message
        raise ConfigError(Problem(what, "ray-up.yaml", f"ray {installed_ray()}", "", DOCS)) from error
