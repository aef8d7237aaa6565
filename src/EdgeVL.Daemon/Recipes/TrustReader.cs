using System.Globalization;
using System.Text.RegularExpressions;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads the section <c>trust</c>.</summary>
internal sealed partial class TrustReader(YamlMap recipe)
{
    /// <summary>Reads it.</summary>
    /// <param name="hasGolden">Whether there are golden pictures to compare with.</param>
    public TrustOptions Read(bool hasGolden)
    {
        if (recipe.Map("trust") is not { } map)
        {
            return new TrustOptions();
        }

        var usual = new TrustOptions();
        var trust = new TrustOptions
        {
            MinProbability = map.Optional<double?>("min_probability", static scalar => Scalars.Number(0, 1)(scalar), null),
            Agree = map.Optional("agree", Scalars.Text(ParseAgreement), usual.Agree),
            Gates = map.Either("gates", Off, gates => new GateReader(gates).Read(hasGolden)) ?? usual.Gates,
            PriorCheck = map.Optional("prior_check", Scalars.Flag, usual.PriorCheck),
            SecondLook = map.Optional("second_look", Scalars.Choice(("auto", true), ("off", false)), usual.SecondLook),
            Enhance = map.Optional("enhance", Scalars.Choice(("auto", true), ("off", false)), usual.Enhance),
        };
        map.RefuseUnknownKeys();
        return trust;
    }

    private static GateOptions Off(YamlScalar scalar) => new() { Enabled = Scalars.Choice(("off", false))(scalar) };

    private static Agreement ParseAgreement(string text)
    {
        Match match = AgreementForm().Match(text);
        if (!match.Success)
        {
            throw ValueFault.Of($"'{text}' is no agreement", "Write such as '2 of 3', at most 9.");
        }

        var agreement = new Agreement(
            int.Parse(match.Groups["k"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture)
        );
        return agreement.Agreeing > agreement.Of ? throw ValueFault.Of($"'{text}' can never be reached", "Exchange them.")
            : 2 * agreement.Agreeing <= agreement.Of
                ? throw ValueFault.Of($"with '{text}' two different readings could both win", "Let more than half agree.")
            : agreement;
    }

    [GeneratedRegex(@"\A(?<k>[1-9]) of (?<n>[1-9])\z", RegexOptions.CultureInvariant)]
    private static partial Regex AgreementForm();
}
