using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Trust;

namespace EdgeVL.Daemon.Tests.Trust;

public sealed class CalibrationFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => System.IO.Path.Combine(folder.Path, CalibrationFile.FileName);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_saved_maps_the_same_to_the_last_bit()
    {
        CalibrationFile saved = Make().Save(folder.Path);
        CalibrationFile loaded = CalibrationFile.Load(folder.Path, "sha256:model")!;
        Assert.Equal(saved.Hash, loaded.Hash);
        Assert.Equal(4, loaded.Entries.Count);
        for (int i = 0; i < 4; i++)
        {
            for (double p = 0; p <= 1; p += 0.01)
            {
                Assert.Equal(saved.Entries[i].Calibration.Apply(p), loaded.Entries[i].Calibration.Apply(p));
            }
        }

        Assert.Equal(saved.Entries[0].Measured, loaded.Entries[0].Measured);
        Assert.Equal(saved.Entries[0].Signs!.Probability([-0.4, 3]), loaded.Entries[0].Signs!.Probability([-0.4, 3]));
    }

    [Fact]
    public void A_type_of_field_falls_back_on_its_task_and_a_task_on_nothing()
    {
        CalibrationFile file = Make();
        Assert.IsType<PlattCalibration>(file.Find("ocr"));
        Assert.IsType<BetaCalibration>(file.Find("fields", "text"));
        Assert.IsType<IsotonicCalibration>(file.Find("fields", "number"));
        Assert.IsType<PlattCalibration>(file.Find("ocr", "number"));
        Assert.Null(file.Find("count"));
    }

    [Fact]
    public void A_model_without_a_calibration_has_none() => Assert.Null(CalibrationFile.Load(folder.Path, "sha256:model"));

    [Theory]
    [InlineData("\"a\": 0.5", "\"a\": 0.6")] // a number changed by hand
    [InlineData("\"wrong\"", "\"wrng\"")] // a key that does not exist
    [InlineData("edgevl/calibration/1", "edgevl/calibration/2")]
    [InlineData("{", "")]
    [InlineData("\"method\": \"platt\"", "\"method\": \"magic\"")]
    public void A_file_that_was_changed_is_refused(string from, string to)
    {
        Make().Save(folder.Path);
        string text = File.ReadAllText(Path);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        File.WriteAllText(Path, text.Remove(at, from.Length).Insert(at, to));
        FaultException fault = Assert.Throws<FaultException>(() => CalibrationFile.Load(folder.Path, "sha256:model"));
        Assert.Equal(FaultCode.ModelInvalid, fault.Code);
        Assert.Contains(Path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_calibration_of_another_model_is_refused()
    {
        Make().Save(folder.Path);
        FaultException fault = Assert.Throws<FaultException>(() => CalibrationFile.Load(folder.Path, "sha256:other"));
        Assert.Contains("sha256:other", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_fault() =>
        Assert.Equal(FaultCode.ModelInvalid, Assert.Throws<FaultException>(() => Make().Save(folder.Path + "/none")).Code);

    [Fact]
    public void Saving_again_replaces_the_file_and_leaves_nothing_else()
    {
        Make().Save(folder.Path);
        Make().Save(folder.Path);
        Assert.Equal([Path], Directory.GetFiles(folder.Path));
    }

    private static CalibrationFile Make() =>
        new()
        {
            ModelHash = "sha256:model",
            FittedAt = new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero),
            Entries =
            [
                new CalibrationEntry("ocr", null, new PlattCalibration(0.5, -1.0 / 3) { Cap = 0.98 }, 150, 12)
                {
                    Measured = CalibrationError.Of(Simulated.Perfect(50, 1)),
                    Signs = new LogisticModel(["log_probability", "sharpness"], [-0.1, 2.5], [0.3, 1.0 / 3], [1.5, 0.25, 2]),
                },
                new CalibrationEntry("fields", null, CalibrationFit.Beta(Simulated.TooSure(300, 1)), 300, 60),
                new CalibrationEntry("fields", "number", CalibrationFit.Isotonic(Simulated.TooSure(1200, 1)), 1200, 230),
                new CalibrationEntry("scene", null, new TemperatureCalibration(0.7), 100, 3),
            ],
        };
}
