using System.Collections.Frozen;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Rules.Checksums;

/// <summary>A way of making check digits. Spaces and hyphens do not count; letters are capitals.</summary>
/// <remarks>A random text passes once in <see cref="Modulus"/> tries: evidence, no proof.</remarks>
public abstract class Checksum
{
    private static readonly FrozenDictionary<string, Checksum> Known = new Dictionary<string, Checksum>
    {
        ["luhn"] = new Luhn(),
        ["gtin"] = new Gtin(),
        ["ean"] = new Gtin(),
        ["isbn-10"] = new Isbn10(),
        ["mod-11-2"] = new PureSystem("mod-11-2", modulus: 11, radix: 2, PureSystem.Digits, checks: 1, "X"),
        ["mod-37-2"] = new PureSystem("mod-37-2", modulus: 37, radix: 2, PureSystem.Alphanumeric, checks: 1, "*"),
        ["mod-97-10"] = new Mod97(),
        ["mod-661-26"] = new PureSystem("mod-661-26", modulus: 661, radix: 26, PureSystem.Letters, checks: 2, ""),
        ["mod-1271-36"] = new PureSystem("mod-1271-36", modulus: 1271, radix: 36, PureSystem.Alphanumeric, checks: 2, ""),
        ["mod-11-10"] = new HybridSystem("mod-11-10", PureSystem.Digits),
        ["mod-27-26"] = new HybridSystem("mod-27-26", PureSystem.Letters),
        ["mod-37-36"] = new HybridSystem("mod-37-36", PureSystem.Alphanumeric),
        ["iban"] = new Iban(),
        ["vin"] = new Vin(),
        ["iso-6346"] = new ContainerCode(),
    }.ToFrozenDictionary();

    /// <summary>Its name in a recipe.</summary>
    public abstract string Name { get; }

    /// <summary>How many check values there are.</summary>
    public abstract int Modulus { get; }

    /// <summary>The names of all schemes.</summary>
    public static IReadOnlyCollection<string> Names => [.. Known.Keys.Order()];

    /// <summary>The scheme of a name: <c>luhn</c>, <c>gtin</c> or <c>ean</c>, <c>isbn-10</c>, <c>iban</c>, <c>vin</c>, <c>iso-6346</c>, and of
    /// ISO 7064 <c>mod-11-2</c>, <c>mod-37-2</c>, <c>mod-97-10</c>, <c>mod-661-26</c>, <c>mod-1271-36</c>, <c>mod-11-10</c>, <c>mod-27-26</c>,
    /// <c>mod-37-36</c>. Own weights: <see cref="WeightedChecksum"/>.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.RecipeInvalid"/>: there is none of this name.</exception>
    public static Checksum Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.TryGetValue(name, out Checksum? scheme)
            ? scheme
            : throw new FaultException(FaultCode.RecipeInvalid, $"There is no checksum '{name}'.", NearMiss.Remedy(name, Names));
    }

    /// <summary>Whether a text's check digits fit; false for characters and lengths that the scheme does not have.</summary>
    public bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string bare = string.Concat(text.Where(static character => character is not (' ' or '-')));
        return bare.Length > 0 && Check(bare);
    }

    private protected abstract bool Check(string text);

    /// <summary>The value of a digit; -1 for anything else.</summary>
    private protected static int Digit(char character) => char.IsAsciiDigit(character) ? character - '0' : -1;

    /// <summary>Values of a text of digits; null where one is none.</summary>
    private protected static int[]? AllDigits(string text) => text.All(char.IsAsciiDigit) ? [.. text.Select(Digit)] : null;
}
