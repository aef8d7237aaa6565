using EdgeVL.Contracts.Faults;
using Microsoft.ML.OnnxRuntime;

namespace EdgeVL.Qwen3VL.Runtime;

/// <summary>Translates what ONNX Runtime throws while it computes.</summary>
internal static class InferenceFault
{
    public static FaultException Of(string part, OnnxRuntimeException fault) =>
        new(
            FaultCode.InferenceFailed,
            $"The {part} failed: {fault.Message}",
            "Most often the memory is used up: ask for fewer pixels, choose a smaller context, or take the int4 model.",
            fault
        );
}
