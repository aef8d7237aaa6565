using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>Compiled schemas by the hash of their text, the last ones used. Safe on any thread.</summary>
/// <param name="capacity">Schemas that are kept. Default 32.</param>
/// <param name="bytes">Memory that they may take together; the last one used is kept whatever its size. Default 64 MiB.</param>
public sealed class ConstraintCache(int capacity = 32, long bytes = 64 << 20)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(UInt128 Schema, ConstraintOptions Options), LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> recent = new();
    private long held;

    /// <summary>The constraint of <paramref name="schema"/>, compiled where it was not lately asked for.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaUnsupported"/>.</exception>
    public CompiledConstraint Get(JsonElement schema, ConstraintOptions? options = null)
    {
        options ??= new ConstraintOptions();
        var key = (XxHash128.HashToUInt128(MemoryMarshal.AsBytes(schema.GetRawText().AsSpan())), options);
        lock (gate)
        {
            if (entries.TryGetValue(key, out LinkedListNode<Entry>? found))
            {
                recent.Remove(found);
                recent.AddFirst(found);
                return found.Value.Constraint;
            }
        }

        // Compiled outside the lock: two threads that ask for the same schema at once do the work twice, and one result is kept.
        CompiledConstraint compiled = JsonSchemaCompiler.Compile(schema, options);
        lock (gate)
        {
            if (entries.TryAdd(key, new LinkedListNode<Entry>(new Entry(key, compiled))))
            {
                recent.AddFirst(entries[key]);
                held += compiled.Size;
                DropOldest();
            }

            return entries.TryGetValue(key, out LinkedListNode<Entry>? kept) ? kept.Value.Constraint : compiled;
        }
    }

    private void DropOldest()
    {
        while (recent.Count > capacity || (held > bytes && recent.Count > 1))
        {
            Entry oldest = recent.Last!.Value;
            entries.Remove(oldest.Key);
            recent.RemoveLast();
            held -= oldest.Constraint.Size;
        }
    }

    private sealed record Entry((UInt128 Schema, ConstraintOptions Options) Key, CompiledConstraint Constraint);
}
