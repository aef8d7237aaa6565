using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace EdgeVL.Daemon.Store;

/// <summary>Remembers beside the database how far <c>seq</c> has come, so that a database that is lost, damaged or put back from a copy never hands out a number twice.</summary>
/// <remarks>
/// Two numbers: a bound that no number has passed, on the disk before the first number above the old bound is given, in steps of
/// <see cref="Step"/>; and the last number given, written after each commit and left to the kernel, so right after a killed process and
/// perhaps behind after a power cut. Two slots are written in turn: a torn write leaves the other one.
/// </remarks>
internal sealed class SeqMark : IDisposable
{
    /// <summary>Numbers between two forced writes.</summary>
    public const int Step = 100;

    private const int SlotSize = 512; // a sector each: one write tears one slot
    private readonly SafeFileHandle file;
    private long turn;

    private SeqMark(SafeFileHandle file)
    {
        this.file = file;
        Span<byte> slot = stackalloc byte[32];
        for (int i = 0; i < 2; i++)
        {
            if (RandomAccess.Read(file, slot, i * SlotSize) == slot.Length && Parse(slot) is var (read, bound, given) && read > turn)
            {
                (turn, Bound, Given) = (read, bound, given);
            }
        }
    }

    /// <summary>Whether the file held anything.</summary>
    public bool Known => turn > 0;

    /// <summary>No number above this one was ever given.</summary>
    public long Bound { get; private set; }

    /// <summary>At least this number was given.</summary>
    public long Given { get; private set; }

    /// <summary>Opens or makes the file.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static SeqMark Open(string path) => new(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));

    /// <summary>Makes sure, on the disk, that <paramref name="seq"/> is within the bound; call it before the number is used.</summary>
    public void Reserve(long seq)
    {
        if (seq > Bound || !Known)
        {
            Write(seq + Step, Given);
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>Notes that <paramref name="seq"/> is given; call it after the commit. A disk that refuses the note is found out by the next bound.</summary>
    public void Give(long seq)
    {
        try
        {
            Write(Bound, seq);
        }
        catch (IOException)
        {
            Given = seq;
        }
    }

    public void Dispose() => file.Dispose();

    private void Write(long bound, long given)
    {
        Span<byte> slot = stackalloc byte[32];
        turn++;
        BinaryPrimitives.WriteInt64LittleEndian(slot, turn);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], bound);
        BinaryPrimitives.WriteInt64LittleEndian(slot[16..], given);
        BinaryPrimitives.WriteInt64LittleEndian(slot[24..], Check(slot));
        RandomAccess.Write(file, slot, turn % 2 * SlotSize);
        (Bound, Given) = (bound, given);
    }

    private static (long Turn, long Bound, long Given)? Parse(ReadOnlySpan<byte> slot) =>
        BinaryPrimitives.ReadInt64LittleEndian(slot[24..]) == Check(slot)
            ? (
                BinaryPrimitives.ReadInt64LittleEndian(slot),
                BinaryPrimitives.ReadInt64LittleEndian(slot[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(slot[16..])
            )
            : null;

    private static long Check(ReadOnlySpan<byte> slot)
    {
        uint sum = uint.MaxValue;
        for (int i = 0; i < 24; i += 8)
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(slot[i..]));
        }

        return sum;
    }
}
