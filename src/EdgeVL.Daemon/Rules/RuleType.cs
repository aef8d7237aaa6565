namespace EdgeVL.Daemon.Rules;

/// <summary>What kind of value a name stands for.</summary>
public enum RuleType
{
    /// <summary>Text, compared character by character.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A day.</summary>
    Date,
}
