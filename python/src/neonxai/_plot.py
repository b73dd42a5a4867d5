"""Pictures of explanations, on matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._optional import needed

if TYPE_CHECKING:
    from ._explanation import Explanation

_FOR, _AGAINST = "#c0392b", "#2c6fbb"


def _axes(ax: Any, width: float, height: float) -> Any:
    if ax is not None:
        return ax
    plt = needed("matplotlib.pyplot", "plot", "plot")
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


class Plots:
    """Pictures of an explanation.

    Parameters
    ----------
    explanation : Explanation
    """

    def __init__(self, explanation: Explanation) -> None:
        self._why = explanation

    def bar(self, point: int | None = None, count: int = 10, ax: Any = None) -> Any:
        """The most relevant features: of one point with their sign, or of all points by their mean size.

        Parameters
        ----------
        point : int, optional
            Its row; None: all points.
        count : int
            How many features.
        ax : matplotlib Axes, optional

        Returns
        -------
        matplotlib Axes
        """
        why = self._why
        if point is None and len(why) == 1:
            point = 0
        size = np.abs(why.total).mean(axis=0) if point is None else why.total[point]
        order = np.argsort(-np.abs(size), kind="stable")[:count][::-1]
        ax = _axes(ax, 6, 0.6 + 0.32 * len(order))
        ax.barh(np.arange(len(order)), size[order], color=np.where(size[order] >= 0, _FOR, _AGAINST), height=0.7)
        names = why.feature_names
        labels = [names[i] if point is None else f"{names[i]} = {_told(why.data[point, i])}" for i in order]
        ax.set_yticks(np.arange(len(order)), labels)
        ax.axvline(0, color="black", linewidth=0.8)
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.tick_params(axis="y", length=0)
        if point is None:
            ax.set_xlabel("mean |relevance|")
            ax.set_title(f"{len(why)} points")
        else:
            ax.set_xlabel("relevance")
            ax.set_title(f"cluster {why.cluster[point]}: logit {why.logit[point]:.3g}")
        return ax

    def heatmap(self, ax: Any = None) -> Any:
        """The mean relevance of every feature in every cluster.

        Parameters
        ----------
        ax : matplotlib Axes, optional

        Returns
        -------
        matplotlib Axes
        """
        why = self._why
        present = np.unique(why._index)
        means = np.array([why.total[why._index == c].mean(axis=0) for c in present])
        ax = _axes(ax, 1.8 + 0.42 * means.shape[1], 2.2 + 0.42 * len(present))
        limit = np.abs(means).max() or 1.0
        image = ax.imshow(means, cmap="RdBu_r", vmin=-limit, vmax=limit, aspect="auto")
        names = why.output_names
        ax.set_yticks(np.arange(len(present)), [f"cluster {names[c]}" for c in present])
        ax.set_xticks(np.arange(means.shape[1]), why.feature_names, rotation=45, ha="right", rotation_mode="anchor")
        ax.tick_params(length=0)
        ax.figure.colorbar(image, ax=ax, label="mean relevance")
        return ax


def _told(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, (float, np.floating)) else str(value)
