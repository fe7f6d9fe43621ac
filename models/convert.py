"""Converts a TFLite model to ONNX whose bytes are the same each time.

    convert.py in.tflite out.onnx

tflite2onnx keeps its parts in sets, so their order differs from run to run; the graph
does not. Nodes are put in one topological order, all else by name. Called by fetch.py.
"""

import sys

import onnx
import tflite2onnx


def by_name(part) -> str:
    return part.name


def reorder(field, parts) -> None:
    # Copies first: emptying the field frees what `parts` points to.
    copies = [type(part).FromString(part.SerializeToString()) for part in parts]
    del field[:]
    field.extend(copies)


def canonical(model: onnx.ModelProto) -> bytes:
    graph = model.graph
    known = {part.name for part in (*graph.input, *graph.initializer)}
    left = sorted(graph.node, key=lambda node: list(node.output))
    nodes = []
    while left:
        ready = next(n for n in left if all(i in known for i in n.input if i))
        left.remove(ready)
        nodes.append(ready)
        known.update(ready.output)
    reorder(graph.initializer, sorted(graph.initializer, key=by_name))
    reorder(graph.value_info, sorted(graph.value_info, key=by_name))
    reorder(graph.node, nodes)
    for node in graph.node:
        node.name = node.output[0]
        reorder(node.attribute, sorted(node.attribute, key=by_name))
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


if __name__ == "__main__":
    tflite2onnx.convert(sys.argv[1], sys.argv[2])
    content = canonical(onnx.load(sys.argv[2]))
    with open(sys.argv[2], "wb") as out:
        out.write(content)
