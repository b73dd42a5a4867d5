"""Cluster models as the head of a torch network, below which zennit and captum go on (needs torch)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._explainer import Explainer
from ._optional import needed
from ._types import Matrix

torch = needed("torch", "neonxai.torch", "torch")


def _points(tensor: Any) -> Matrix:
    return np.ascontiguousarray(tensor.detach().cpu().double().numpy())


def _relevance(explainer: Explainer, points: Matrix, given: Matrix) -> Matrix:
    """What arrives at the logits, handed down in the shares of their relevances."""
    result = np.zeros_like(points)
    for c in np.flatnonzero(given.any(axis=0)):
        rows = np.flatnonzero(given[:, c])
        _, values, logit, *_ = explainer._core.explain(points[rows], np.full(len(rows), c), None)
        share = np.divide(given[rows, c], logit, out=np.zeros(len(rows)), where=logit != 0)
        result[rows] += share[:, None] * values
    return result


def _gradient(explainer: Explainer, points: Matrix, given: Matrix) -> Matrix:
    result = np.zeros_like(points)
    for c in np.flatnonzero(given.any(axis=0)):
        result += given[:, c, None] * explainer._core.gradient(points, int(c))
    return result


class _Logits(torch.autograd.Function):  # type: ignore[misc, name-defined]
    @staticmethod
    def forward(ctx: Any, inputs: Any, explainer: Explainer, relevance: bool) -> Any:
        ctx.save_for_backward(inputs)
        ctx.explainer, ctx.relevance = explainer, relevance
        return inputs.new_tensor(explainer._core.logits(_points(inputs)))

    @staticmethod
    def backward(ctx: Any, given: Any) -> Any:
        (inputs,) = ctx.saved_tensors
        back = _relevance if ctx.relevance else _gradient
        return inputs.new_tensor(back(ctx.explainer, _points(inputs), _points(given))), None, None


class ClusterHead(torch.nn.Module):  # type: ignore[misc, name-defined]
    """The logits of all clusters as the last layer of a network: ``Sequential(encoder, ClusterHead(kmeans))``.

    Without ``relevance``, backward is the gradient of the logits: gradient methods see a layer like any other, and the
    network can be trained through it. With it, what arrives at a logit goes down in the shares of NEON's relevances: a
    propagation of relevance, as zennit's composites and captum's LRP do it below, starts with them.

    Parameters
    ----------
    model
        Anything that `Explainer` takes, of the features that the layer before makes. Scalers before it should be
        layers of the network.
    relevance : bool
    **options
        Of the `Explainer`.

    Examples
    --------
    With zennit: ``Gradient(network, composite)(x, lambda logits: one_hot * logits)``; its composites leave the head to
    itself. With captum: ``head.rule = captum_rule()``, then ``LRP(network).attribute(x, target=c)``.
    """

    def __init__(self, model: Any, *, relevance: bool = False, **options: Any) -> None:
        super().__init__()
        self.explainer = model if isinstance(model, Explainer) else Explainer(model, **options)
        known = self.explainer
        if known._route.steps or known._scale is not None or known._carried.factor is not None:
            raise ValueError(
                "a head takes the features as its model sees them: put the steps before it into layers, and give "
                "the last step alone"
            )
        self.relevance = relevance

    @property
    def classes(self) -> Any:
        """What the model calls its clusters, in the order of the logits (K,)."""
        return self.explainer.classes

    def forward(self, inputs: Any) -> Any:
        """The logits (n, K) of features (n, d)."""
        return _Logits.apply(inputs, self.explainer, self.relevance)


def captum_rule() -> Any:
    """The rule of a `ClusterHead` with ``relevance=True`` for ``captum.attr.LRP``: it passes on what the head says.

    Returns
    -------
    captum.attr._utils.lrp_rules.PropagationRule
        To be set as the head's ``rule``.
    """
    base = needed("captum.attr._utils.lrp_rules", "captum_rule", "torch").PropagationRule

    class HeadRule(base):  # type: ignore[misc, valid-type]
        def _create_backward_hook_input(self, inputs: Any) -> Any:
            def keep(relevance: Any) -> Any:
                self.relevance_input[relevance.device] = relevance.data
                relevance.replace_out = relevance
                return relevance

            return keep

        def _create_backward_hook_output(self, outputs: Any) -> Any:
            def keep(relevance: Any) -> Any:
                self.relevance_output[relevance.device] = relevance.data
                return relevance

            return keep

        def _manipulate_weights(self, module: Any, inputs: Any, outputs: Any) -> None:
            pass

    return HeadRule()
