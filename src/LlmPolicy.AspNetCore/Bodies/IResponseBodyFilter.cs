using System.Buffers;

namespace LlmPolicy.Bodies;

/// <summary>Decides what of a response's body is written: it may hold bytes back, and put others in their place.</summary>
internal interface IResponseBodyFilter
{
    /// <inheritdoc cref="IResponseBodyObserver.OnStart"/>
    void OnStart()
    {
    }

    /// <summary>The next bytes, in order. What is put out is written now, before the next bytes are asked for.</summary>
    void OnBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output);

    /// <summary>The body is whole: what is still held back has to be put out, or never is. Not told of one that breaks off, or whose client leaves.</summary>
    void OnEnd(IBufferWriter<byte> output);
}
