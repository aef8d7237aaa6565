using System.Runtime.InteropServices;
using EdgeVL.Capture.Frames;

namespace EdgeVL.Capture.Tests.Frames;

public sealed class FramePoolTests
{
    [Fact]
    public void A_returned_buffer_is_used_again()
    {
        using var pool = new FramePool(capacity: 1);
        PixelBuffer first = pool.Rent(8, 4);
        first.Release();
        Assert.Same(first, pool.Rent(8, 4));
    }

    [Fact]
    public void More_than_its_number_is_refused()
    {
        using var pool = new FramePool(capacity: 2);
        pool.Rent(8, 4);
        pool.Rent(8, 4);
        Assert.Throws<InvalidOperationException>(() => pool.Rent(8, 4));
    }

    [Fact]
    public void A_buffer_takes_another_size()
    {
        using var pool = new FramePool(capacity: 1);
        pool.Rent(8, 4).Release();
        PixelBuffer larger = pool.Rent(16, 8);
        Assert.Equal(16 * 8 * 3, larger.Span.Length);
        larger.Release();
        PixelBuffer smaller = pool.Rent(4, 2);
        Assert.Equal(4 * 2 * 3, smaller.Span.Length);
    }

    [Fact]
    public void A_buffer_returns_when_the_last_holder_lets_go()
    {
        using var pool = new FramePool(capacity: 1);
        PixelBuffer buffer = pool.Rent(8, 4);
        buffer.Hold();
        buffer.Release();
        Assert.Throws<InvalidOperationException>(() => pool.Rent(8, 4));
        buffer.Release();
        Assert.Same(buffer, pool.Rent(8, 4));
    }

    [Fact]
    public void Letting_go_once_too_often_throws()
    {
        var buffer = new PixelBuffer(pool: null, 8, 4);
        buffer.Release();
        Assert.Throws<ObjectDisposedException>(buffer.Release);
    }

    [Fact]
    public void A_smaller_pool_frees_what_comes_back()
    {
        using var pool = new FramePool(capacity: 2);
        PixelBuffer one = pool.Rent(8, 4);
        PixelBuffer two = pool.Rent(8, 4);
        pool.Resize(-1);
        one.Release();
        two.Release();
        Assert.Equal(1, pool.Made);
    }

    [Fact]
    public void OpenCv_sees_the_same_memory()
    {
        CaptureRuntime.Require();
        using var pool = new FramePool(capacity: 1);
        PixelBuffer buffer = pool.Rent(8, 4);
        buffer.Span.Fill(77);
        Assert.True(buffer.View.IsContinuous());
        Assert.Equal(77, Marshal.ReadByte(buffer.View.Data, buffer.Span.Length - 1));
        Assert.True(buffer.ViewHolds);
    }
}
