using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>Keys and values of all layers in memory of fixed capacity: past and present are one buffer, its length is a number elsewhere.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly NativeBuffer<byte>? memory;
    private readonly OrtAllocator? deviceAllocator;
    private readonly OrtValue[] keys;
    private readonly OrtValue[] values;

    /// <summary>Makes a cache for sequences of up to <paramref name="capacity"/> tokens, on the processor or on the device of <paramref name="session"/>.</summary>
    public KeyValueCache(TextConfig text, int capacity, ModelSession session)
    {
        TensorElementType type = session.Session.InputMetadata[DecoderNames.PastKey(0)].ElementDataType;
        long[] shape = [1, text.KeyValueHeadCount, capacity, text.HeadSize];
        keys = new OrtValue[text.LayerCount];
        values = new OrtValue[text.LayerCount];
        if (session.Provider != SessionFactory.CpuProvider)
        {
            using var place = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
            deviceAllocator = new OrtAllocator(session.Session, place);
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = OrtValue.CreateAllocatedTensorValue(deviceAllocator, type, shape);
                values[i] = OrtValue.CreateAllocatedTensorValue(deviceAllocator, type, shape);
            }

            return;
        }

        int elementSize = type == TensorElementType.Float16 ? 2 : 4;
        long length = (long)text.KeyValueHeadCount * capacity * text.HeadSize * elementSize;
        memory = new NativeBuffer<byte>(2L * text.LayerCount * length);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = memory.TensorOver(2L * i * length, length, type, shape);
            values[i] = memory.TensorOver(((2L * i) + 1) * length, length, type, shape);
        }
    }

    /// <summary>Binds the cache as past and as present.</summary>
    public void Bind(StepBinding binding)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            binding.Input(DecoderNames.PastKey(i), keys[i]);
            binding.Input(DecoderNames.PastValue(i), values[i]);
            binding.Output(DecoderNames.PresentKey(i), keys[i]);
            binding.Output(DecoderNames.PresentValue(i), values[i]);
        }
    }

    public void Dispose()
    {
        foreach (OrtValue value in keys.Concat(values))
        {
            value?.Dispose();
        }

        deviceAllocator?.Dispose();
        memory?.Dispose();
    }
}
