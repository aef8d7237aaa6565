using System.Buffers.Binary;
using System.Diagnostics;
using EdgeVL.Capture.Tests.Support;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture.Tests;

public sealed class StillImageTests
{
    private const int Width = TestPictures.Width;
    private const int Height = TestPictures.Height;

    [Theory]
    [InlineData(".png")]
    [InlineData(".bmp")]
    [InlineData(".tif")]
    [InlineData(".webp")]
    public void A_lossless_picture_is_read_exactly(string ending)
    {
        using Frame frame = StillImage.Decode(TestPictures.Encoded(ending), "a" + ending);
        Assert.Equal((Width, Height), (frame.Width, frame.Height));
        Assert.Equal(TestPictures.Bgr, frame.Pixels);
        Assert.Equal("a" + ending, frame.Source);
        Assert.Equal(0, frame.Sequence);
    }

    [Fact]
    public void A_jpeg_is_read_nearly()
    {
        using Frame frame = StillImage.Decode(TestPictures.Jpeg, "a.jpg");
        AssertNear(TestPictures.Bgr, frame.Pixels, tolerance: 12); // quality 95
    }

    [Fact]
    public void A_gif_is_read_as_well_as_its_palette_allows()
    {
        using Frame frame = StillImage.Decode(TestPictures.Encoded(".gif"), "a.gif");
        Assert.Equal((Width, Height), (frame.Width, frame.Height));
        Assert.InRange(Mean(frame.Pixels) - Mean(TestPictures.Bgr), -5, 5); // 256 colours, dithered
    }

    [Fact]
    public void A_sample_frame_has_its_size_and_light()
    {
        using Frame frame = StillImage.Load(Path.Combine(Samples.Frames, "000.jpg"));
        Assert.True(frame.Width is 640 or 480);
        Assert.InRange(Mean(frame.Pixels), 5, 254);
    }

    // Where the file's pixels x, y lie once the picture is upright, by EXIF's definition.
    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_png_is_turned_upright(int orientation) =>
        AssertUpright(TestPictures.RawPng(2, 8, 3, Rgb(), ("eXIf", TestPictures.Exif(orientation))), orientation, tolerance: 0);

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_webp_is_turned_upright(int orientation) =>
        AssertUpright(TestPictures.WebPWithExif(orientation), orientation, tolerance: 0);

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_jpeg_is_turned_upright(int orientation) =>
        AssertUpright(TestPictures.JpegWithExif(orientation), orientation, tolerance: 12);

    [Fact]
    public void Grey_stands_in_all_three_colours()
    {
        byte[] grey = [.. Enumerable.Range(0, Width * Height).Select(static i => (byte)i)];
        using Frame frame = StillImage.Decode(TestPictures.RawPng(0, 8, 1, grey), "grey.png");
        Assert.Equal(grey.SelectMany(static value => new[] { value, value, value }), frame.Pixels.ToArray());
    }

    [Fact]
    public void Sixteen_bits_are_scaled_to_eight()
    {
        byte[] samples = new byte[Width * Height * 2];
        for (int i = 0; i < Width * Height; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(samples.AsSpan(i * 2), (ushort)(i * 27));
        }

        using Frame frame = StillImage.Decode(TestPictures.RawPng(0, 16, 2, samples), "grey16.png");
        for (int i = 0; i < Width * Height; i++)
        {
            Assert.Equal((byte)double.Round((ushort)(i * 27) / 257.0), frame.Pixels[i * 3]);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Transparency_lies_over_white(int depth)
    {
        int bytes = depth / 8;
        byte[] samples = new byte[Width * Height * 4 * bytes];
        for (int i = 0; i < Width * Height; i++)
        {
            byte[] rgba = [200, 100, 0, (byte)(i % 256)];
            for (int c = 0; c < 4; c++)
            {
                samples.AsSpan(((i * 4) + c) * bytes, bytes).Fill(rgba[c]); // the same byte twice is the value times 257
            }
        }

        using Frame frame = StillImage.Decode(TestPictures.RawPng(6, (byte)depth, 4 * bytes, samples), "rgba.png");
        for (int i = 0; i < 256; i++)
        {
            double alpha = i / 255.0;
            Assert.Equal(double.Round((0 * alpha) + (255 * (1 - alpha))), frame.Pixels[i * 3]);
            Assert.Equal(double.Round((100 * alpha) + (255 * (1 - alpha))), frame.Pixels[(i * 3) + 1]);
            Assert.Equal(double.Round((200 * alpha) + (255 * (1 - alpha))), frame.Pixels[(i * 3) + 2]);
        }
    }

    [Fact]
    public void A_missing_file_is_named() => AssertUnreadable("/nowhere/part.png", "no such file");

    [Fact]
    public void A_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        AssertUnreadable(folder.Path, "folder");
    }

    [Fact]
    public async Task A_pipe_is_named_and_does_not_hold_us()
    {
        using var folder = new TemporaryFolder();
        string pipe = Path.Combine(folder.Path, "pipe.png");
        using Process make = Process.Start("mkfifo", [pipe]);
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        AssertUnreadable(pipe, "pipe");
    }

    [Fact]
    public void A_file_over_the_limit_is_named_without_being_read()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "huge.png");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(PictureLimits.FileBytes + 1); // a hole: takes no room
        }

        AssertUnreadable(path, "limit");
    }

    public static TheoryData<string, string, byte[]> Broken
    {
        get
        {
            byte[] png = TestPictures.Png;
            byte[] jpeg = TestPictures.Jpeg;
            byte[] webp = TestPictures.Encoded(".webp");
            return new TheoryData<string, string, byte[]>
            {
                { "empty.jpg", "empty", [] },
                { "text.jpg", "no picture", "This is not a picture."u8.ToArray() },
                { "zeros.png", "no picture", new byte[5000] },
                { "half.png", "truncated", png[..(png.Length / 2)] },
                { "end-missing.png", "truncated", png[..^12] },
                { "half.jpg", "truncated", jpeg[..(jpeg.Length / 2)] },
                { "end-missing.jpg", "truncated", jpeg[..^2] },
                { "head-only.jpg", "truncated", jpeg[..3] },
                { "no-scan.jpg", "before any picture", [0xFF, 0xD8, 0xFF, 0xD9] },
                { "half.webp", "truncated", webp[..(webp.Length / 2)] },
                { "half.gif", "damaged", Half(".gif") },
                { "half.bmp", "damaged", Half(".bmp") },
                { "half.tif", "damaged", Half(".tif") },
                { "bad-data.png", "damaged", With(png, png.Length - 30, [1, 2, 3, 4, 5]) },
                { "claims-much.png", "limit", With(png, 16, [0x00, 0x00, 0x4E, 0x20, 0x00, 0x00, 0x4E, 0x20]) },
                { "claims-much.jpg", "limit", With(jpeg, StartOfFrame(jpeg) + 5, [0x4E, 0x20, 0x4E, 0x20]) },
                { "claims-much.bmp", "limit", With(TestPictures.Encoded(".bmp"), 18, [0x20, 0x4E, 0, 0, 0x20, 0x4E, 0, 0]) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_picture_is_an_error_with_its_name_and_cause(string name, string why, byte[] content)
    {
        using var folder = new TemporaryFolder();
        AssertUnreadable(folder.Write(name, content), why);
    }

    [Fact]
    public void A_png_whose_chunk_lies_about_its_length_costs_neither_memory_nor_time()
    {
        byte[] lie = With(TestPictures.Png, 33, [0x7F, 0xFF, 0xFF, 0xF0]); // the first chunk after the header
        long start = Stopwatch.GetTimestamp();
        FaultException fault = Assert.Throws<FaultException>(() => StillImage.Decode(lie, "lie.png"));
        Assert.Contains("lie.png", fault.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".gif")]
    [InlineData(".bmp")]
    [InlineData(".tif")]
    public void Damage_anywhere_gives_a_picture_or_a_fault_and_nothing_else(string ending)
    {
        byte[] whole = TestPictures.Encoded(ending);
        var random = new Random(4711);
        for (int i = 0; i < 150; i++)
        {
            byte[] damaged = [.. whole];
            for (int hits = random.Next(1, 9); hits > 0; hits--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            AssertPictureOrFault(i % 5 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
        }
    }

    private static void AssertPictureOrFault(byte[] file)
    {
        try
        {
            using Frame frame = StillImage.Decode(file, "fuzz");
            Assert.Equal(frame.Width * frame.Height * 3, frame.Pixels.Length);
        }
        catch (FaultException fault)
        {
            Assert.Equal(FaultCode.PictureUnreadable, fault.Code);
        }
    }

    private static void AssertUnreadable(string path, string why)
    {
        FaultException fault = Assert.Throws<FaultException>(() => StillImage.Load(path));
        Assert.Equal(FaultCode.PictureUnreadable, fault.Code);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
    }

    private static void AssertUpright(byte[] file, int orientation, int tolerance)
    {
        using Frame frame = StillImage.Decode(file, "turned");
        bool sideways = orientation >= 5;
        Assert.Equal(sideways ? (Height, Width) : (Width, Height), (frame.Width, frame.Height));
        byte[] expected = new byte[TestPictures.Bgr.Length];
        for (int y = 0; y < frame.Height; y++)
        {
            for (int x = 0; x < frame.Width; x++)
            {
                (int fromX, int fromY) = orientation switch
                {
                    1 => (x, y),
                    2 => (Width - 1 - x, y),
                    3 => (Width - 1 - x, Height - 1 - y),
                    4 => (x, Height - 1 - y),
                    5 => (y, x),
                    6 => (y, Height - 1 - x),
                    7 => (Width - 1 - y, Height - 1 - x),
                    _ => (Width - 1 - y, x),
                };
                TestPictures.Bgr.AsSpan(((fromY * Width) + fromX) * 3, 3).CopyTo(expected.AsSpan(((y * frame.Width) + x) * 3));
            }
        }

        AssertNear(expected, frame.Pixels, tolerance);
    }

    private static void AssertNear(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, int tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        int worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            worst = int.Max(worst, int.Abs(expected[i] - actual[i]));
        }

        Assert.InRange(worst, 0, tolerance);
    }

    private static byte[] Rgb()
    {
        byte[] rgb = [.. TestPictures.Bgr];
        for (int i = 0; i < rgb.Length; i += 3)
        {
            (rgb[i], rgb[i + 2]) = (rgb[i + 2], rgb[i]);
        }

        return rgb;
    }

    private static byte[] Half(string ending)
    {
        byte[] file = TestPictures.Encoded(ending);
        return file[..(file.Length / 2)];
    }

    private static byte[] With(byte[] file, int at, byte[] bytes)
    {
        byte[] changed = [.. file];
        bytes.CopyTo(changed, at);
        return changed;
    }

    private static int StartOfFrame(byte[] jpeg) => jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);

    private static double Mean(ReadOnlySpan<byte> pixels)
    {
        long sum = 0;
        foreach (byte value in pixels)
        {
            sum += value;
        }

        return (double)sum / pixels.Length;
    }
}
