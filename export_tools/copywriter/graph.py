"""Graph surgery on the exported network: the head reads one position and answers with its best.

The exported graph answers with all logits of all positions. Sampling needs the 64 best of the
last one and the normaliser, so the graph computes those: no (N, 49152) array leaves the runtime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import openvino

BEST = 64


def narrow_head(network: openvino.Model) -> openvino.Model:
    """Return the network with inputs + `bias` (1, V) float32 and outputs below.

    `best` (N, 64) float32 are biased logits from the highest, `token` (N, 64) int32 their ids,
    `norm` (N, 1) float32 the log of the summed exponentials of the logits BEFORE the bias, so
    that best - norm is the network's own log-probability of an unforbidden token.
    """
    import numpy as np
    import openvino.opset15 as ops
    from openvino import Model, PartialShape, Type

    head = network.get_results()[0].input_value(0).get_node()
    vocabulary = head.get_output_partial_shape(0)[2].get_length()
    hidden = head.input_value(0)  # (N, L, 576)
    last = ops.gather(hidden, np.array([-1], np.int64), np.array(1, np.int64))  # (N, 1, 576)
    head.input(0).replace_source_output(last.output(0))
    head.validate_and_infer_types()
    logits = ops.squeeze(head.output(0), np.array([1], np.int64))  # (N, V)
    peak = ops.reduce_max(logits, np.array([1], np.int64), keep_dims=True)  # (N, 1)
    spread = ops.reduce_sum(
        ops.exp(ops.subtract(logits, peak)), np.array([1], np.int64), keep_dims=True
    )
    norm = ops.add(ops.log(spread), peak)  # (N, 1)
    bias = ops.parameter(PartialShape([1, vocabulary]), Type.f32, name="bias")
    bias.output(0).get_tensor().set_names({"bias"})
    biased = ops.add(logits, bias)  # (N, V)
    top = ops.topk(biased, np.array(BEST, np.int32), 1, "max", "value", index_element_type="i32")
    outputs = []
    for output, name in (
        (top.output(0), "best"),
        (top.output(1), "token"),
        (norm.output(0), "norm"),
    ):
        output.get_tensor().set_names({name})
        outputs.append(ops.result(output, name=name))
    return Model(outputs, network.get_sinks(), [*network.get_parameters(), bias], "copywriter")
