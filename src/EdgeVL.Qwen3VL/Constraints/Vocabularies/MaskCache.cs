using EdgeVL.Qwen3VL.Constraints.Automata;

namespace EdgeVL.Qwen3VL.Constraints.Vocabularies;

/// <summary>What a mask depends on.</summary>
/// <param name="Constraint">Id of the constraint.</param>
/// <param name="At">The configuration that stands for all with the same mask.</param>
/// <param name="Characters">Code points up to which tokens were told apart.</param>
internal readonly record struct MaskKey(int Constraint, Configuration At, int Characters);

/// <summary>The masks last used, for all constraints. Safe on any thread; once full nothing is allocated.</summary>
/// <param name="capacity">Masks that are kept.</param>
/// <param name="wordCount">Words of a mask.</param>
internal sealed class MaskCache(int capacity, int wordCount)
{
    // What an entry takes beside its mask, in the list and in the dictionary.
    private const int BytesOfPlace = 192;

    private readonly Lock gate = new();
    private readonly Dictionary<MaskKey, int> places = new(capacity);
    private readonly Entry[] entries = new Entry[capacity];
    private int count;
    private int newest = -1;
    private int oldest = -1;

    /// <summary>Masks that are kept now.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <summary>Bytes of memory once it is full.</summary>
    public long LargestSize => capacity * ((sizeof(ulong) * (long)wordCount) + BytesOfPlace);

    /// <summary>Copies a mask that is kept into <paramref name="mask"/>.</summary>
    public bool TryCopy(in MaskKey key, TokenMask mask)
    {
        lock (gate)
        {
            if (!places.TryGetValue(key, out int place))
            {
                return false;
            }

            Unlink(place);
            LinkAsNewest(place);
            mask.CopyFrom(entries[place].Words, entries[place].Members);
            return true;
        }
    }

    /// <summary>Keeps a copy of <paramref name="mask"/>, in place of the one that was not used for the longest time.</summary>
    public void Keep(in MaskKey key, TokenMask mask)
    {
        lock (gate)
        {
            if (capacity == 0 || places.ContainsKey(key))
            {
                return;
            }

            int place = count < capacity ? count++ : Evict();
            ref Entry entry = ref entries[place];
            entry.Words ??= new ulong[wordCount];
            mask.Words.CopyTo(entry.Words);
            entry.Members = mask.Count;
            entry.Key = key;
            places[key] = place;
            LinkAsNewest(place);
        }
    }

    private int Evict()
    {
        int place = oldest;
        places.Remove(entries[place].Key);
        Unlink(place);
        return place;
    }

    private void Unlink(int place)
    {
        (int newer, int older) = (entries[place].Newer, entries[place].Older);
        if (newer >= 0)
        {
            entries[newer].Older = older;
        }
        else
        {
            newest = older;
        }

        if (older >= 0)
        {
            entries[older].Newer = newer;
        }
        else
        {
            oldest = newer;
        }
    }

    private void LinkAsNewest(int place)
    {
        (entries[place].Newer, entries[place].Older) = (-1, newest);
        if (newest >= 0)
        {
            entries[newest].Newer = place;
        }
        else
        {
            oldest = place;
        }

        newest = place;
    }

    private struct Entry
    {
        public ulong[]? Words;
        public int Members;
        public MaskKey Key;
        public int Newer;
        public int Older;
    }
}
