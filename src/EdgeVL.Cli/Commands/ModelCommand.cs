using System.CommandLine;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl model …</c></summary>
internal static class ModelCommand
{
    public static Command Create() =>
        new("model", "Build, make up, look at and verify models")
        {
            ModelBuildCommand.Create(),
            ModelSynthCommand.Create(),
            ModelInspectCommand.Create(),
            ModelVerifyCommand.Create(),
            ModelCalibrateTrustCommand.Create(),
        };
}
