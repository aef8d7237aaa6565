namespace EdgeVL.Mqtt.Outgoing;

/// <summary>What the broker said about a message.</summary>
public enum AckOutcome
{
    /// <summary>It has it.</summary>
    Accepted,

    /// <summary>It has it, and nobody subscribes to it.</summary>
    Unheard,

    /// <summary>It did not take it now; the same may be sent again, and is no double.</summary>
    Declined,

    /// <summary>It will never take it in this form.</summary>
    Refused,
}

/// <summary>One settled message.</summary>
/// <param name="Message">The message as it was claimed.</param>
/// <param name="Outcome">What the broker said.</param>
/// <param name="Code">Its reason code, 0 to 255.</param>
public readonly record struct Acknowledgement(OutboxMessage Message, AckOutcome Outcome, int Code);
