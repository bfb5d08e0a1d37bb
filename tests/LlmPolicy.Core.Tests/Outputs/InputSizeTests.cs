namespace LlmPolicy.Tests.Outputs;

/// <summary>How much a request sends.</summary>
public sealed class InputSizeTests
{
    private static readonly string Base64 = new('A', 3200);

    [Theory]
    [InlineData("""{"a":"hello"}""", 1 + 3 + 5)]
    [InlineData("""{"a":"caf\u00e9"}""", 1 + 3 + 5)]
    [InlineData("""{"a":"é你😀"}""", 1 + 3 + 9)]
    [InlineData("""{"a":"\u4f60"}""", 1 + 3 + 3)]
    [InlineData("""{"prompt":[1,2,12345]}""", 6 + 3 + 3 + 3 + 5)]
    [InlineData("""{"a":[true,null]}""", 1 + 3 + 4 + 4)]
    public void Text_is_strings_names_and_numbers(string json, long expected) => Producing.Read("/v1/completions", json).Input.TextBytes.ShouldBe(expected);

    [Fact]
    public void A_picture_is_no_text_wherever_a_provider_has_it()
    {
        string[] bodies =
        [
            $$$$"""{"messages":[{"content":[{"image_url":{"url":"data:image/png;base64,{{{{Base64}}}}"}}]}]}""",
            $$$$"""{"messages":[{"content":[{"source":{"media_type":"image/png","data":"{{{{Base64}}}}"}}]}]}""",
            $$$$"""{"contents":[{"parts":[{"inlineData":{"data":"{{{{Base64}}}}"}}]}]}""",
            $$$$"""{"messages":[{"content":[{"image":{"source":{"bytes":"{{{{Base64}}}}"}}}]}]}""",
            $$$$"""{"messages":[{"images":["{{{{Base64}}}}"]}]}""",
        ];
        foreach (string body in bodies)
        {
            var input = Producing.Read(Producing.Chat, body).Input;

            input.Media.ShouldBe(1, body);
            input.TextBytes.ShouldBeLessThan(100, body);
            input.EstimatedTokens.ShouldBeInRange(1_600, 1_800, body);
        }
    }

    [Fact]
    public void Text_in_a_pictures_place_or_in_base64_is_text()
    {
        string[] bodies =
        [
            $$$$"""{"data":"{{{{string.Concat(Enumerable.Repeat("many words ", 300))}}}}"}""",
            $$$$"""{"content":"{{{{Base64}}}}"}""",
            $$$$"""{"content":"data:image/png;base64,{{{{Base64}}}}"}""",
            $$$$"""{"url":"data:image/png;base64,{{{{string.Concat(Enumerable.Repeat("many words ", 300))}}}}"}""",
            $$$$"""{"file_data":"data:text/plain;base64,{{{{Base64}}}}"}""",
            $$$$"""{"source":{"data":"{{{{Base64}}}}","media_type":"text/plain"}}""",
        ];
        foreach (string body in bodies)
        {
            Producing.Read(Producing.Chat, body).Input.EstimatedTokens.ShouldBeGreaterThan(1_000, body);
            Producing.Read(Producing.Chat, body).Input.Media.ShouldBe(0, body);
        }
    }

    [Fact]
    public void Each_number_of_a_prompt_in_tokens_is_a_token_at_least() =>
        Producing.Read("/v1/completions", $$"""{"prompt":[{{string.Join(',', Enumerable.Repeat("0", 1000))}}]}""").Input.EstimatedTokens.ShouldBeInRange(1_000, 1_010);
}
