"""Heads of torch networks, below which zennit and captum go on; `make test-python-torch` installs these."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import blobs

import neonxai

torch = pytest.importorskip("torch", reason="needs torch, zennit and captum: make test-python-torch")


@pytest.fixture
def network():
    """A small encoder with k-means of its codes on top, and points."""
    torch.manual_seed(0)
    x, _ = blobs(0)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    encoder = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 5)).double()
    points = torch.tensor(x)
    codes = encoder(points).detach().numpy()
    return encoder, neonxai._core.kmeans(codes[[0, 40, 80]]), points


def by_hand(encoder, relevance: np.ndarray, x: np.ndarray, epsilon: float) -> np.ndarray:
    """LRP-epsilon of the two layers, index by index where it matters: a slow twin."""
    first, second = encoder[0], encoder[2]
    hidden = np.maximum(x @ first.weight.detach().numpy().T + first.bias.detach().numpy(), 0)
    for layer, below in ((second, hidden), (first, x)):
        weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
        result = np.zeros_like(below)
        for n in range(len(below)):
            for o in range(len(weight)):
                z = bias[o] + below[n] @ weight[o]
                result[n] += below[n] * weight[o] * relevance[n, o] / (z + epsilon * (1 if z >= 0 else -1))
        relevance = result
    return relevance


def test_captums_manners():
    x, _ = blobs(0)
    explainer = neonxai.Explainer(neonxai._core.kmeans(x[:3]))
    why = explainer(x, cluster=1)
    for dtype in (torch.float64, torch.float32):
        inputs = torch.tensor(x, dtype=dtype, requires_grad=True)
        values, delta = explainer.attribute(inputs, target=1, return_convergence_delta=True)
        assert values.dtype == dtype and values.shape == inputs.shape and delta.shape == (len(x),)
        tolerance = 1e-9 if dtype == torch.float64 else 1e-3
        assert np.allclose(values.numpy(), why.values, rtol=tolerance, atol=tolerance * np.abs(why.values).max())
        assert np.abs(delta.numpy()).max() <= tolerance * np.abs(why.values).max()
    own = explainer.attribute(torch.tensor(x))
    assert np.array_equal(own.numpy(), explainer(x).values)
    each = torch.tensor(np.arange(len(x)) % 3)
    assert np.array_equal(explainer.attribute(torch.tensor(x), each).numpy(), explainer(x, cluster=each.numpy()).values)


def test_a_head_has_gradients(network):
    from neonxai.torch import ClusterHead

    encoder, model, points = network
    few = points[:6].clone().requires_grad_()
    net = torch.nn.Sequential(encoder, ClusterHead(model))
    logits = net(few)
    expected = model.logits(encoder(few).detach().numpy())
    assert np.array_equal(logits.detach().numpy(), expected)
    assert (logits.argmax(dim=1).numpy() == model.assign(encoder(few).detach().numpy())).all()
    assert torch.autograd.gradcheck(net, (few,), eps=1e-6, atol=1e-5)


def test_zennit_goes_on_below(network):
    zennit = pytest.importorskip("zennit.attribution")
    from zennit.composites import LayerMapComposite
    from zennit.rules import Epsilon, Pass

    from neonxai.torch import ClusterHead

    encoder, model, points = network
    head = ClusterHead(model, relevance=True)
    net = torch.nn.Sequential(*encoder, head)
    composite = LayerMapComposite([(torch.nn.ReLU, Pass()), (torch.nn.Linear, Epsilon(1e-6))])
    codes = encoder(points).detach().numpy()
    for c in range(3):
        one = torch.eye(3, dtype=torch.double)[[c]]
        with zennit.Gradient(net, composite) as attributor:
            logits, relevance = attributor(points, lambda output, one=one: one * output)
        why = neonxai.explain(model, codes, cluster=c)
        assert np.allclose(logits[:, c].detach().numpy(), why.logit, rtol=1e-12)
        expected = by_hand(encoder, why.values, points.numpy(), 1e-6)
        assert np.allclose(relevance.numpy(), expected, rtol=1e-6, atol=1e-8 * np.abs(expected).max())


def test_captum_goes_on_below(network):
    attr = pytest.importorskip("captum.attr")
    from neonxai.torch import ClusterHead, captum_rule

    encoder, model, points = network
    codes = encoder(points).detach().numpy()
    head = ClusterHead(model, relevance=True)
    head.rule = captum_rule()
    net = torch.nn.Sequential(*encoder, head)
    relevance = attr.LRP(net).attribute(points.clone(), target=1)
    why = neonxai.explain(model, codes, cluster=1)
    expected = by_hand(encoder, why.values, points.numpy(), 1e-9)
    assert np.allclose(relevance.detach().numpy(), expected, rtol=1e-5, atol=1e-6 * np.abs(expected).max())
    # Its gradient methods take the other head.
    smooth = torch.nn.Sequential(encoder, ClusterHead(model))
    method = attr.IntegratedGradients(smooth)
    few = points[:12]
    values, delta = method.attribute(few, torch.zeros_like(few), target=1, return_convergence_delta=True, n_steps=100)
    size = np.abs(values.numpy()).sum(axis=1)
    assert np.median(np.abs(delta.numpy()) / size) < 0.02


def test_a_head_of_scaled_features_is_refused():
    from neonxai.files import LoadedModel
    from neonxai.torch import ClusterHead

    model = neonxai._core.kmeans(np.eye(2))
    with pytest.raises(ValueError, match="put the steps before it into layers"):
        ClusterHead(LoadedModel(model, None, (np.zeros(2), np.ones(2))))
