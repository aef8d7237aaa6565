namespace EdgeVL.Daemon.Recipes;

/// <summary>How expressions and rules call the values that come with a trigger.</summary>
internal static class TriggerNames
{
    /// <summary>Stands before a name that the trigger alone knows: <c>trigger_order</c>.</summary>
    public const string Prefix = "trigger_";

    /// <summary>The value that a reading is compared with.</summary>
    public const string Expected = "expected";

    /// <summary>Whether a value is known by its bare name, too: <c>expected</c>, and what the recipe gives a value itself.</summary>
    public static bool IsBare(string name, IEnumerable<string> given) => name == Expected || given.Contains(name);
}
