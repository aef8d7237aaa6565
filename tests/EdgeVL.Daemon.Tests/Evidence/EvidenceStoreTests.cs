using System.Security.Cryptography;
using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Tests.Store;
using EdgeVL.Daemon.Tests.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Daemon.Tests.Evidence;

public sealed class EvidenceStoreTests : IDisposable
{
    private const int Width = 40;
    private const int Height = 30;

    private static readonly ValueProbability Value = new("/lot", "\"LOT-1\"", 0.123456789012345678, 1 / 3.0, 1);

    private readonly Tests.TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Evidence_lies_in_a_folder_named_by_the_hash_of_its_manifest_with_every_pixel_and_every_bit()
    {
        EvidenceDraft draft = Draft(seed: 1);

        EvidenceLink link = Store().Keep(Named("r1"), draft)!;

        string place = Store().Find(link.Sha256);
        byte[] manifest = File.ReadAllBytes(Path.Combine(place, EvidenceManifest.FileName));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(manifest)), link.Sha256);
        Assert.Equal($"/v1/evidence/{link.Sha256}", link.Href);
        Assert.Equal(
            ["evidence.json", "model-1.png", "source.png"],
            Directory.GetFiles(place).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        );
        EvidenceManifest read = EvidenceStore.Read(place);
        EvidenceExchange exchange = Assert.Single(read.Exchanges);
        Assert.Equal(("Read it.", "{\"lot\":\"LOT-1\"}", "sha256:9"), (exchange.Prompt, exchange.Answer, read.Calibration));
        Assert.Equal([Value], exchange.Values);
        Assert.Equal([1, 2, 3], exchange.Tokens);
        Assert.Equal("r1", read.Result.Id);
        using Frame source = StillImage.Load(Path.Combine(place, EvidenceManifest.SourceFile));
        using Frame model = StillImage.Load(Path.Combine(place, exchange.Pixels));
        Assert.Equal(draft.Source, source.Pixels.ToArray());
        Assert.Equal(draft.Exchanges[0].Pixels, model.Pixels.ToArray());
    }

    [Fact]
    public void Evidence_of_a_picture_that_the_gates_refused_has_no_questions()
    {
        EvidenceLink link = Store().Keep(Named("r1"), Draft(1) with { Exchanges = [], Calibration = null })!;

        EvidenceManifest read = EvidenceStore.Read(Store().Find(link.Sha256));

        Assert.Empty(read.Exchanges);
        Assert.Null(read.Calibration);
    }

    [Theory]
    [InlineData("evidence.json")]
    [InlineData("source.png")]
    [InlineData("model-1.png")]
    public void A_file_that_was_changed_or_is_gone_is_refused_by_name(string file)
    {
        string place = Store().Find(Store().Keep(Named("r1"), Draft(1))!.Sha256);
        string path = Path.Combine(place, file);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^2] ^= 1;
        File.WriteAllBytes(path, bytes);

        var changed = Assert.Throws<FaultException>(() => EvidenceStore.Read(place));
        File.Delete(path);
        var gone = Assert.Throws<FaultException>(() => EvidenceStore.Read(place));

        Assert.Equal((FaultCode.StoreFailed, FaultCode.StoreFailed), (changed.Code, gone.Code));
        Assert.Contains(file == "evidence.json" ? place : file, changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_under_another_name_is_refused_and_so_is_one_that_is_not_there()
    {
        string place = Store().Find(Store().Keep(Named("r1"), Draft(1))!.Sha256);
        string other = Path.Combine(folder.Path, new string('0', 64));
        Directory.Move(place, other);

        Assert.Throws<FaultException>(() => EvidenceStore.Read(other));
        Assert.Contains("no evidence", Assert.Throws<FaultException>(() => Store().Find("nothing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_the_quota_the_oldest_goes_and_the_newest_stays_even_if_it_alone_is_too_large()
    {
        EvidenceStore roomy = Store();
        string first = roomy.Find(roomy.Keep(Named("r1"), Draft(1))!.Sha256);
        string second = roomy.Find(roomy.Keep(Named("r2"), Draft(2))!.Sha256);
        Directory.SetLastWriteTimeUtc(first, DateTime.UnixEpoch.AddDays(2));
        Directory.SetLastWriteTimeUtc(second, DateTime.UnixEpoch.AddDays(1));
        long size = new DirectoryInfo(first).GetFiles().Sum(static file => file.Length);

        string third = Store(quota: (size * 5 / 2) + 100).Find(Store(quota: (size * 5 / 2) + 100).Keep(Named("r3"), Draft(3))!.Sha256);
        Assert.Equal((true, false, true), (Directory.Exists(first), Directory.Exists(second), Directory.Exists(third)));

        string fourth = Store().Find(Store(quota: 1).Keep(Named("r4"), Draft(4))!.Sha256);
        Assert.Equal([fourth], Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public void The_same_evidence_twice_is_kept_once()
    {
        EvidenceLink one = Store().Keep(Named("r1"), Draft(1))!;
        EvidenceLink two = Store().Keep(Named("r1"), Draft(1))!;

        Assert.Equal(one, two);
        Assert.Single(Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_costs_the_evidence_only()
    {
        folder.Write("file", "");

        Assert.Null(new EvidenceStore(folder.At("file"), long.MaxValue, NullLogger<EvidenceStore>.Instance).Keep(Named("r1"), Draft(1)));
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_keeps_its_room_for_results()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 16);

        Assert.Null(new EvidenceStore(disk.Path, long.MaxValue, NullLogger<EvidenceStore>.Instance).Keep(Named("r1"), Draft(1)));

        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    private EvidenceStore Store(long quota = long.MaxValue) => new(folder.Path, quota, NullLogger<EvidenceStore>.Instance);

    private static Result Named(string id) => Results.Empty with { Id = id };

    private static EvidenceDraft Draft(int seed)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[Width * Height * 3];
        random.NextBytes(pixels);
        var exchange = new ModelExchange(
            [.. pixels.Reverse()],
            Width,
            Height,
            "Read it.",
            "{\"type\":\"object\"}",
            32,
            "{\"lot\":\"LOT-1\"}",
            "stop",
            [1, 2, 3],
            [Value]
        );
        return new EvidenceDraft(pixels, Width, Height, [exchange], "sha256:9");
    }
}
