using EdgeVL.Capture.Pictures;
using EdgeVL.Capture.Tests.Support;
using OpenCvSharp;

namespace EdgeVL.Capture.Tests.Pictures;

public sealed class JpegStructureTests
{
    public static TheoryData<string, byte[]> Whole
    {
        get
        {
            var files = new TheoryData<string, byte[]>
            {
                { "grey", TestPictures.GreyJpeg() },
                { "exif", TestPictures.JpegWithExif(6) },
                { "progressive", TestPictures.Encoded(".jpg", (int)ImwriteFlags.JpegProgressive, 1) },
                { "optimised", TestPictures.Encoded(".jpg", (int)ImwriteFlags.JpegOptimize, 1) },
                { "restarts", TestPictures.Encoded(".jpg", (int)ImwriteFlags.JpegRstInterval, 2) },
                { "coarse", TestPictures.Encoded(".jpg", (int)ImwriteFlags.JpegQuality, 1) },
                { "fine", TestPictures.Encoded(".jpg", (int)ImwriteFlags.JpegQuality, 100) },
                { "trailing bytes", [.. TestPictures.Jpeg, .. "appended by a camera"u8] },
            };
            foreach (int factor in new[] { 0x411111, 0x221111, 0x211111, 0x121111, 0x111111 })
            {
                files.Add($"sampling {factor:x}", TestPictures.Encoded(".jpg", ImwriteSamplingFactor, factor));
            }

            return files;
        }
    }

    private const int ImwriteSamplingFactor = 7; // IMWRITE_JPEG_SAMPLING_FACTOR

    [Theory]
    [MemberData(nameof(Whole))]
    public void A_whole_file_has_its_size_and_no_fault(string kind, byte[] file)
    {
        PictureFacts facts = JpegStructure.Read(file);
        Assert.True(facts.Fault is null, $"{kind}: {facts.Fault}");
        Assert.Equal(TestPictures.Height, facts.Height);
        Assert.Equal(kind == "grey" ? TestPictures.Width * 3 : TestPictures.Width, facts.Width);
    }

    [Fact]
    public void The_sample_frames_are_whole() =>
        Assert.All(
            ImageFolder.List(Samples.Frames).Pictures,
            static path => Assert.Null(JpegStructure.Read(File.ReadAllBytes(path)).Fault)
        );

    [Theory]
    [MemberData(nameof(Whole))]
    public void A_file_cut_anywhere_is_not_whole(string kind, byte[] file)
    {
        int end = kind == "trailing bytes" ? TestPictures.Jpeg.Length : file.Length;
        for (int cut = 2; cut < end; cut += 7)
        {
            Assert.NotNull(JpegStructure.Read(file.AsSpan(0, cut)).Fault);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.9)]
    public void A_file_that_lost_picture_data_but_kept_its_end_is_not_whole(double share)
    {
        foreach (int interval in new[] { 0, 2 })
        {
            byte[] file = TestPictures.Encoded(".jpg", (int)ImwriteFlags.JpegRstInterval, interval);
            int begin = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
            int cut = begin + (int)((file.Length - begin) * share);
            Assert.Contains("picture data", JpegStructure.Read([.. file.AsSpan(0, cut), 0xFF, 0xD9]).Fault, StringComparison.Ordinal);
        }
    }
}
