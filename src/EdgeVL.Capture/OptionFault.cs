namespace EdgeVL.Capture;

/// <summary>One thing wrong with a camera's options.</summary>
/// <param name="Key">The key of the configuration, such as <c>loop</c>.</param>
/// <param name="Message">What is wrong, with the value.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record OptionFault(string Key, string Message, string Remedy);
