using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using EdgeVL.Capture.Gates;
using EdgeVL.Capture.Gates.Lanes;
using EdgeVL.Capture.Gates.Passes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Capture.Tests.Gates;

/// <summary>A reading does not depend on the processor.</summary>
public sealed class VectorWidthTests
{
    private static readonly (int Width, int Height)[] Sizes =
    [
        (320, 240),
        (319, 241),
        (17, 16),
        (64, 64),
        (130, 33),
        (1037, 75),
        (16, 300),
        (1, 1),
        (3, 9),
        (9, 3),
        (10, 7),
        (11, 40),
    ];

    [Fact]
    public void Vectors_of_128_bits_give_the_scalar_numbers() => AssertLikeScalar(new GatePasses<Lanes128>());

    [Fact]
    public void Vectors_of_256_bits_give_the_scalar_numbers()
    {
        Assert.SkipUnless(Avx2.IsSupported, "This processor has no AVX2.");
        AssertLikeScalar(new GatePasses<Lanes256>());
    }

    [Fact]
    public void Vectors_of_512_bits_give_the_scalar_numbers()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated && Avx512BW.IsSupported, "This processor has no fast AVX-512.");
        AssertLikeScalar(new GatePasses<Lanes512>());
    }

    [Fact]
    public void The_strongest_edges_do_not_overflow()
    {
        byte[] stripes = new byte[640 * 480 * 3];
        for (int i = 0; i < stripes.Length; i++)
        {
            stripes[i] = (byte)(i / 3 % 640 / 4 % 2 * 255); // 4 px bars from black to white: every pixel is an edge pixel
        }

        GateReadings scalar = Measure(new GatePasses<ScalarLanes>(), stripes, 640, 480);
        Assert.Equal(scalar, Measure(new GatePasses<Lanes128>(), stripes, 640, 480));
        Assert.Equal(scalar, Measure(GatePasses.ForThisMachine(), stripes, 640, 480));
        Assert.InRange(scalar.EdgeShare, 0.95, 1);
    }

    [Fact]
    public void Luma_is_the_same_in_vectors_and_one_by_one()
    {
        byte[] bgr = Noise(1003, 3);
        byte[] vectors = new byte[1003],
            single = new byte[1003];
        Assert.Equal(LumaRow.ConvertScalar(bgr, single), LumaRow.Convert(bgr, vectors));
        Assert.Equal(single, vectors);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(255, 255, 255, 255)]
    [InlineData(255, 0, 0, 29)]
    [InlineData(0, 255, 0, 149)]
    [InlineData(0, 0, 255, 77)]
    public void Luma_is_full_range_and_weighs_the_colours(byte blue, byte green, byte red, byte expected)
    {
        byte[] luma = new byte[1];
        LumaRow.Convert([blue, green, red], luma);
        Assert.Equal(expected, luma[0]);
    }

    private static void AssertLikeScalar(GatePasses passes)
    {
        foreach ((int width, int height) in Sizes)
        {
            var expected = new GateMeter(new GatePasses<ScalarLanes>());
            var actual = new GateMeter(passes);
            for (int frame = 0; frame < 3; frame++)
            {
                byte[] picture = frame == 2 ? Blobs(width, height) : Noise(width * height, 3, frame);
                var region = new PixelBox(0, 0, width, height);
                int step = frame == 1 && width > 40 ? 2 : 1;
                Assert.Equal(
                    expected.Measure(new BgrView(picture, width, height), region, step),
                    actual.Measure(new BgrView(picture, width, height), region, step)
                );
                Assert.Equal(expected.Tiles.ToArray(), actual.Tiles.ToArray());
            }
        }
    }

    private static GateReadings Measure(GatePasses passes, byte[] picture, int width, int height) =>
        new GateMeter(passes).Measure(new BgrView(picture, width, height), new PixelBox(0, 0, width, height));

    private static byte[] Noise(int pixels, int channels, int seed = 1)
    {
        byte[] bytes = new byte[pixels * channels];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Flat patches with edges between them, so that noise stays low and the mask is neither empty nor full.</summary>
    private static byte[] Blobs(int width, int height)
    {
        byte[] picture = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (int y, int x) = Math.DivRem(i, width);
            picture.AsSpan(3 * i, 3).Fill((byte)((x / 13 * 37) + (y / 11 * 61)));
        }

        return picture;
    }
}
