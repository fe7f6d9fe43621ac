//! One loaded network: the seam to tract.

use std::path::Path;
use std::sync::Arc;

use tract_onnx::pb;
use tract_onnx::prelude::*;

use crate::error::InferError;

/// The fact of an input: its shape, `None` where its length is open.
pub(crate) type InputShape<'a> = &'a [Option<usize>];

#[derive(Clone, Debug)]
pub(crate) struct Network {
    name: &'static str,
    runnable: Arc<TypedRunnableModel>,
}

impl Network {
    /// Reads an ONNX file and prepares it for these inputs.
    pub fn load(
        name: &'static str,
        path: &Path,
        inputs: &[InputShape<'_>],
    ) -> Result<Self, InferError> {
        if !path.is_file() {
            return Err(InferError::Missing { path: path.into() });
        }
        let runnable = prepare(path, inputs).map_err(|cause| InferError::Load {
            path: path.into(),
            cause: format!("{cause:#}"),
        })?;
        Ok(Self { name, runnable })
    }

    /// The outputs, flat, in the order of the model.
    pub fn run(&self, inputs: &[(&[usize], &[f32])]) -> Result<Vec<Vec<f32>>, InferError> {
        self.run_in_tract(inputs).map_err(|cause| InferError::Run {
            model: self.name,
            cause: format!("{cause:#}"),
        })
    }

    fn run_in_tract(&self, inputs: &[(&[usize], &[f32])]) -> TractResult<Vec<Vec<f32>>> {
        let inputs = inputs
            .iter()
            .map(|(shape, values)| Ok(Tensor::from_shape(shape, values)?.into()))
            .collect::<TractResult<TVec<TValue>>>()?;
        self.runnable
            .run(inputs)?
            .iter()
            .map(|output| {
                Ok(output
                    .to_plain_array_view::<f32>()?
                    .iter()
                    .copied()
                    .collect())
            })
            .collect()
    }

    /// An output that must be there and hold so many numbers.
    pub fn expect(&self, output: Option<Vec<f32>>, length: usize) -> Result<Vec<f32>, InferError> {
        match output {
            Some(values) if values.len() == length => Ok(values),
            other => Err(InferError::Run {
                model: self.name,
                cause: format!(
                    "{length} numbers were expected, {} came",
                    other.map_or(0, |values| values.len())
                ),
            }),
        }
    }
}

fn prepare(path: &Path, inputs: &[InputShape<'_>]) -> TractResult<Arc<TypedRunnableModel>> {
    // Some files declare shapes that hold for one length only: tract finds them by itself.
    let onnx = tract_onnx::onnx()
        .with_ignore_output_shapes(true)
        .with_ignore_value_info(true);
    let mut proto = onnx.proto_model_for_path(path)?;
    state_fill_values(&mut proto);
    let mut model = onnx.model_for_proto_model(&proto)?;
    for (index, shape) in inputs.iter().enumerate() {
        let open = model.symbols.new_with_prefix("T");
        let dimensions: Vec<TDim> = shape
            .iter()
            .map(|length| length.map_or_else(|| open.to_dim(), |length| length.to_dim()))
            .collect();
        model.set_input_fact(index, f32::fact(&dimensions).into())?;
    }
    model.into_optimized()?.into_runnable()
}

/// ONNX lets `ConstantOfShape` go without a value and means the float 0; tract 0.23 takes a
/// double then, and fails to unify the two.
fn state_fill_values(proto: &mut pb::ModelProto) {
    let nodes = proto.graph.as_mut().map(|graph| &mut graph.node);
    for node in nodes.into_iter().flatten() {
        if node.op_type == "ConstantOfShape" && node.attribute.is_empty() {
            node.attribute.push(pb::AttributeProto {
                name: "value".into(),
                r#type: pb::attribute_proto::AttributeType::Tensor as i32,
                t: Some(pb::TensorProto {
                    dims: vec![1],
                    data_type: pb::tensor_proto::DataType::Float as i32,
                    float_data: vec![0.0],
                    ..Default::default()
                }),
                ..Default::default()
            });
        }
    }
}
