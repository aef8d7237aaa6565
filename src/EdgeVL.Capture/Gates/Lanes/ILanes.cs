namespace EdgeVL.Capture.Gates.Lanes;

/// <summary>Neighbouring pixels that are computed together, 16 bits signed each: one kernel runs on every width of vector.</summary>
/// <remarks>All results are exact integers, so every implementation gives the same numbers. Loads and stores are unchecked: the caller's
/// buffers have room for <see cref="Count"/> more on both sides.</remarks>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Pixels computed together, a power of two up to 32.</summary>
    static abstract int Count { get; }

    /// <summary>The same value for every pixel.</summary>
    static abstract TSelf All(short value);

    /// <summary>Loads 16-bit values.</summary>
    static abstract TSelf Load(ref readonly short source, int index);

    /// <summary>Loads bytes, 0 to 255.</summary>
    static abstract TSelf LoadBytes(ref readonly byte source, int index);

    /// <summary>Loads bytes of 0 or 255 as 0 or -1.</summary>
    static abstract TSelf LoadMask(ref readonly byte source, int index);

    /// <summary>Loads twice as many bytes and adds each two neighbours.</summary>
    static abstract TSelf LoadPairSums(ref readonly byte source, int index);

    /// <summary>Stores 16-bit values.</summary>
    static abstract void Store(TSelf value, ref short target, int index);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator &(TSelf left, TSelf right);

    /// <summary>Half the bits to the right, keeping the sign.</summary>
    static abstract TSelf operator >>(TSelf value, int bits);

    static abstract TSelf Abs(TSelf value);

    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>-1 where it is greater, else 0.</summary>
    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary>Adds the products to a sum of wider lanes, which only <see cref="Total"/> reads; it holds up to 2³² - 1 a lane.</summary>
    static abstract TSelf AddProducts(TSelf sum, TSelf left, TSelf right);

    /// <summary>All that was added to a sum.</summary>
    static abstract long Total(TSelf sum);
}
