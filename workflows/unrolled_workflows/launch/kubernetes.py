"""The fields of Kubernetes that are written, with their rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Label = Annotated[str, Field(pattern=r"^[a-z]([-a-z0-9]*[a-z0-9])?$", max_length=47)]
Quantity = Annotated[str, Field(pattern=r"^[1-9][0-9]*(Gi)?$")]
Path = Annotated[str, Field(pattern=r"^/[^:]*$")]


class Manifest(BaseModel):
    """Part of a manifest: nothing unknown, nothing coerced, names as Kubernetes spells them."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True)

    def plain(self) -> dict[str, Any]:
        """Return the values as Kubernetes reads them."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Metadata(Manifest):
    """What an object is called."""

    name: Label
    namespace: Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)]


class ConfigMap(Manifest):
    """Files that pods can mount."""

    api_version: Literal["v1"] = "v1"
    kind: Literal["ConfigMap"] = "ConfigMap"
    metadata: Metadata
    data: dict[str, str]


class Resources(Manifest):
    """What a container may use, and is given."""

    limits: dict[str, Quantity]
    requests: dict[str, Quantity]


class VolumeMount(Manifest):
    """Where a volume stands in a container."""

    name: Label
    mount_path: Path


class Container(Manifest):
    """One container of a pod."""

    name: Label
    image: Annotated[str, Field(min_length=1)]
    resources: Resources
    volume_mounts: list[VolumeMount]


class Claim(Manifest):
    """A volume that outlives its pods."""

    claim_name: Annotated[str, Field(min_length=1)]


class ConfigMapVolume(Manifest):
    """A config map as a directory."""

    name: Label


class Volume(Manifest):
    """A volume of a pod, from one of two sources."""

    name: Label
    persistent_volume_claim: Claim | None = None
    config_map: ConfigMapVolume | None = None


class PodSpec(Manifest):
    """What a pod runs."""

    containers: Annotated[list[Container], Field(min_length=1)]
    volumes: list[Volume]


class PodTemplate(Manifest):
    """A pod to be made."""

    spec: PodSpec
