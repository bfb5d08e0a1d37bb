using LlmPolicy.Models;

namespace LlmPolicy;

/// <summary>The answer lists models: it is to hold those alone that the caller may ask for (<c>ModelPolicy</c>, <c>filterModelList</c>).</summary>
public sealed class ModelListFiltering : PolicyEffect
{
    private readonly Func<string, bool> _isAllowed;

    internal ModelListFiltering(Func<string, bool> isAllowed) => _isAllowed = isAllowed;

    /// <summary>Takes out of a list of models what the caller may not ask for; all other bytes stay.</summary>
    /// <param name="list">The answer's body, whole and without a content coding: OpenAI's, Anthropic's, Gemini's, Ollama's, Cohere's or Mistral's list.</param>
    /// <returns>The list that the caller may see. Of what can't be read as a list it is an empty one.</returns>
    public byte[] Apply(ReadOnlySpan<byte> list) => ModelList.Filter(list, _isAllowed);
}
