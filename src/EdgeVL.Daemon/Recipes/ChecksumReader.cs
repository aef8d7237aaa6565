using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Checksums;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads <c>checksum</c>: a scheme's name, or own weights.</summary>
/// <param name="field">The field.</param>
/// <param name="repair">Whether the recipe asks for corrected readings.</param>
internal sealed class ChecksumReader(YamlMap field, bool repair)
{
    private const int MostWeights = 64;

    private static readonly string[] OfWeights = ["weights", "modulus", "remainder", "from"];

    /// <summary>Reads it; <c>repair</c> needs a checksum of many values, or a choice.</summary>
    public IEnumerable<FieldRule> Read()
    {
        ChecksumRule? rule = field.Either<ChecksumRule>(
            "checksum",
            static scalar => new ChecksumRule(Checksum.Of(Scalars.Text(scalar))),
            ReadLong
        );
        if (rule is null)
        {
            if (repair && !field.Has("choice") && !field.Has("checksum"))
            {
                field.Refuse(
                    "repair",
                    "there is neither 'checksum' nor 'choice' to correct a reading by",
                    "Add one of them, or remove it."
                );
            }

            return [];
        }

        return [repair ? WithRepair(rule) : rule];
    }

    // A weak checksum beside a closed list adds no evidence, but still has to fit.
    private ChecksumRule WithRepair(ChecksumRule rule)
    {
        try
        {
            return new ChecksumRule(rule.Scheme, repair: true) { Broken = rule.Broken };
        }
        catch (FaultException fault)
        {
            if (!field.Has("choice"))
            {
                field.Refuse("repair", fault.Message, fault.Remedy);
            }

            return rule;
        }
    }

    private static ChecksumRule? ReadLong(YamlMap map)
    {
        Checksum? scheme = map.Has("weights") ? ReadWeights(map) : ReadScheme(map);
        Verdict? broken = BrokenVerdict.Read(map);
        map.RefuseUnknownKeys();
        return scheme is null ? null : new ChecksumRule(scheme) { Broken = broken };
    }

    private static Checksum? ReadScheme(YamlMap map)
    {
        foreach (string key in OfWeights)
        {
            map.Node(key);
            map.Refuse(key, "it belongs to own weights", "Add 'weights', or remove it.");
        }

        return map.Required("scheme", Scalars.Text(Checksum.Of));
    }

    private static WeightedChecksum? ReadWeights(YamlMap map)
    {
        map.Node("scheme");
        map.Refuse("scheme", "own weights are a scheme already", "Keep one of the two.");
        const int most = 9999;
        int[] weights = [.. map.Singles("weights").Select(scalar => map.Read("weights", scalar, Scalars.Integer(0, most), 1))];
        int modulus = map.Required("modulus", Scalars.Integer(2, most));
        int remainder = map.Optional("remainder", Scalars.Integer(0, most), 0);
        bool fromRight = map.Optional("from", Scalars.Choice(("right", true), ("left", false)), true);
        if (weights.Length is 0 or > MostWeights)
        {
            map.Refuse("weights", $"there are {weights.Length}", $"List 1 to {MostWeights} numbers; they begin anew after the last.");
            return null;
        }

        try
        {
            return modulus == 0 ? null : new WeightedChecksum(weights, modulus, remainder, fromRight);
        }
        catch (FaultException fault)
        {
            map.Refuse("remainder", fault.Message, fault.Remedy);
            return null;
        }
    }
}
