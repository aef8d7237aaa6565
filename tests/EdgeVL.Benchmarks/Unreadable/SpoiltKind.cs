namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>What was done to a frame.</summary>
internal enum SpoiltKind
{
    /// <summary>No light, noise of σ 0 to 3.</summary>
    Black,

    /// <summary>Nothing but light.</summary>
    White,

    /// <summary>Little light and much noise.</summary>
    Night,

    /// <summary>Out of focus.</summary>
    Blurred,

    /// <summary>Moved during the exposure.</summary>
    Smeared,

    /// <summary>Labels are covered in part, or wholly.</summary>
    Occluded,

    /// <summary>The picture before once more, exactly.</summary>
    Frozen,

    /// <summary>The picture before once more, encoded again: readable, and a value that a label says is not false.</summary>
    EncodedAgain,

    /// <summary>Far too much light.</summary>
    Overexposed,

    /// <summary>The scene without print: blank labels, or none.</summary>
    Empty,
}
