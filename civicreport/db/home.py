"""Where this site keeps what is its own, and the database that it runs on."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from civicreport.config import Settings
from civicreport.db.cluster import Cluster
from civicreport.db.identity import hand_over, place_for

__all__ = ["at_home", "database", "database_url", "hand_over"]


def at_home(settings: Settings) -> Settings:
    """The same settings, with `var` where the account that serves can reach it."""
    var = place_for(settings.var_folder)
    var.mkdir(parents=True, exist_ok=True)
    if var != settings.var_folder:
        for folder in (var.parent.parent, var.parent):
            folder.chmod(0o755)  # whatever root's umask
    photos = str(settings.photo_folder) if settings.photos.folder else ""
    return settings.model_copy(
        update={"var": str(var), "photos": settings.photos.model_copy(update={"folder": photos})}
    )


def database(settings: Settings) -> AbstractContextManager[None]:
    """Somebody else's server, or our own cluster for as long as it is needed."""
    return nullcontext() if settings.database_url else own_cluster(settings).running()


def own_cluster(settings: Settings) -> Cluster:
    return Cluster(settings.var_folder / "postgres")


def database_url(settings: Settings) -> str:
    return settings.database_url or own_cluster(settings).url()
