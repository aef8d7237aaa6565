using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>A reason and the verdict that it asks for; <see cref="Verdict.Accept"/> for a remark.</summary>
public readonly record struct Finding(Reason Reason, Verdict Verdict)
{
    /// <summary>A finding about a field.</summary>
    internal static Finding Of(Verdict verdict, string code, string? field, JsonNode? value = null, JsonNode? limit = null) =>
        new(new Reason(code, field, value, limit), verdict);
}
