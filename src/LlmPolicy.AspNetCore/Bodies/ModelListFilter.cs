using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Bodies;

/// <summary>Keeps a list of models until it is whole, and writes what the caller may see of it. A refusal of the provider's passes.</summary>
internal sealed class ModelListFilter(Func<int> statusCode, ModelListFiltering filtering) : IResponseBodyFilter
{
    /// <summary>The longest list that is read.</summary>
    private const int Longest = 8 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _list = new();

    private bool IsList => statusCode() is >= StatusCodes.Status200OK and < StatusCodes.Status300MultipleChoices;

    public void OnBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (!IsList)
        {
            output.Write(bytes);
        }
        else if (_list.WrittenCount <= Longest)
        {
            _list.Write(bytes);
        }
    }

    public void OnEnd(IBufferWriter<byte> output)
    {
        if (IsList)
        {
            output.Write(filtering.Apply(_list.WrittenCount <= Longest ? _list.WrittenSpan : []));
        }
    }
}
