namespace EdgeVL.Daemon.Rules;

/// <summary>Codes of reasons that rules, agreement and the device give; those of pictures stand in the capture library's gate codes.</summary>
public static class RuleCode
{
    /// <summary>Reading: nothing was read where something was asked for.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Reading: the measured probability is below the recipe's limit, or unknown.</summary>
    public const string LowProbability = "low_probability";

    /// <summary>Reading: one character is much less certain than the rest.</summary>
    public const string WeakCharacter = "weak_character";

    /// <summary>Reading: two answers are nearly as probable.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>Reading: the model wanted to write what the schema does not allow.</summary>
    public const string GrammarConflict = "grammar_conflict";

    /// <summary>Reading: the answer is as probable on a blank picture.</summary>
    public const string PriorDriven = "prior_driven";

    /// <summary>Reading: the value was not among the lines of text when the picture was looked at again.</summary>
    public const string Unconfirmed = "unconfirmed";

    /// <summary>Reading: the answer was cut before its end.</summary>
    public const string Truncated = "truncated";

    /// <summary>Agreement: fresh frames were read differently.</summary>
    public const string Disagreement = "disagreement";

    /// <summary>Agreement: too few fresh frames came in time.</summary>
    public const string TooFewFresh = "too_few_fresh";

    /// <summary>Rule: a required field was not read.</summary>
    public const string Required = "required";

    /// <summary>Rule: the value has another form.</summary>
    public const string Pattern = "pattern";

    /// <summary>Rule: the value is too short or too long.</summary>
    public const string Length = "length";

    /// <summary>Rule: the value is none of the allowed ones.</summary>
    public const string Choice = "choice";

    /// <summary>Rule: the number is too small or too large.</summary>
    public const string Range = "range";

    /// <summary>Rule: the check digits do not fit.</summary>
    public const string Checksum = "checksum";

    /// <summary>Rule: no such day exists, or the text is no date of the declared form.</summary>
    public const string DateInvalid = "date_invalid";

    /// <summary>Rule: the day is too early or too late.</summary>
    public const string DateWindow = "date_window";

    /// <summary>Rule: the value changed faster than it can.</summary>
    public const string Rate = "rate";

    /// <summary>Rule: the value went the way that it never goes.</summary>
    public const string Direction = "direction";

    /// <summary>Rule: the value is not the one that came with the trigger.</summary>
    public const string Expected = "expected";

    /// <summary>Rule: an expression of the recipe is true.</summary>
    public const string Expression = "expression";

    /// <summary>Mark: one character was replaced by the runner-up that alone passes the checksum or the list.</summary>
    public const string Corrected = "corrected";

    /// <summary>Mark: the picture was brightened or averaged before it was read.</summary>
    public const string Enhanced = "enhanced";

    /// <summary>Mark: the counter went over its end.</summary>
    public const string Rollover = "rollover";

    /// <summary>Mark: there is no accepted value yet to compare with.</summary>
    public const string BaselineMissing = "baseline_missing";

    /// <summary>Mark: the last accepted value is too old to compare with.</summary>
    public const string BaselineStale = "baseline_stale";

    /// <summary>Mark: several readings fit one another but not the last accepted value; somebody should look, and set it.</summary>
    public const string BaselineReset = "baseline_reset";

    /// <summary>Mark: the device's clock is not known to be right.</summary>
    public const string ClockUnsure = "clock_unsure";

    /// <summary>Mark: the recipe's last replay of its golden pictures fell.</summary>
    public const string CanaryFailed = "canary_failed";

    /// <summary>System: the camera gives no pictures.</summary>
    public const string CameraOffline = "camera_offline";

    /// <summary>System: the model failed.</summary>
    public const string ModelError = "model_error";

    /// <summary>System: the answer came too late.</summary>
    public const string Deadline = "deadline";

    /// <summary>System: a rule could not be computed.</summary>
    public const string RuleError = "rule_error";

    /// <summary>System: the camera gave no frame when one was due.</summary>
    public const string NoFrame = "no_frame";

    /// <summary>System: the newest frame is too old.</summary>
    public const string StaleFrame = "stale_frame";
}
