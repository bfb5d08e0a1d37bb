using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace LlmPolicy.Tokenizers;

/// <summary>Counts text by tokenizers of Microsoft.ML.Tokenizers. It keeps none of it.</summary>
internal sealed class TokenizerEstimator(Func<string?, Tokenizer> choose) : ILlmTokenEstimator
{
    public int Count(ReadOnlySpan<byte> text, string? model)
    {
        char[] chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(text.Length));
        try
        {
            int count = Encoding.UTF8.GetChars(text, chars);
            return choose(model).CountTokens(chars.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars, clearArray: true);
        }
    }
}
