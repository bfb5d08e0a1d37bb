using LlmPolicy.Explaining;

namespace LlmPolicy.Dashboard;

/// <summary>What is masked of text that a caller chose, and what is not.</summary>
public sealed class CallerTextTests
{
    [Theory]
    [InlineData("path /v1/eyJhbGciOiJub25lIn0.CANARY.x, once normalised", "path /v1/eyJ***, once normalised")]
    [InlineData("h/bot123:sk-CANARY/x", "h/bot123:sk-***/x")]
    [InlineData("h/hf_CANARYCANARY/models", "h/hf_***/models")]
    [InlineData("h/v1beta/AIzaCANARY-CANARY_x", "h/v1beta/AIza***")]
    [InlineData("h/%65yJhbGciOiJub25lIn0.CANARY", "h/***")]
    [InlineData("h/%2565yJhbGciOiJub25lIn0.CANARY/x", "h/***/x")]
    [InlineData("h/a%2Fsk-CANARY", "h/***")]
    [InlineData("h/%252525252541", "h/***")]
    [InlineData("user:CANARYPW@h/x", "***@h/x")]
    [InlineData("CANARY@h/x", "***@h/x")]
    [InlineData("http://CANARY@h/x", "http://***@h/x")]
    [InlineData("h/user:CANARYPW%40other", "h/***")]
    [InlineData("h/models;jsessionid=CANARY", "h/models;jsessionid=***")]
    [InlineData("h/x/api-key=CANARY/y", "h/x/api-key=***/y")]
    [InlineData("h/0123456789abcdef0123456789abcdef/x", "h/***/x")]
    [InlineData("h/Zm9vYmFy-c2VjcmV0-MTIzNDU2Nzg5/x", "h/***/x")]
    [InlineData("h/4bf92f35-77b3-4da6-a3ce-929d0e0e4736", "h/***")]
    public void What_looks_like_a_credential_is_masked_however_it_is_encoded(string text, string shown)
    {
        CallerText.Masked(text).ShouldBe(shown);
        CallerText.Masked(shown).ShouldBe(shown);
    }

    [Theory]
    [InlineData("api.openai.com:443/v1/chat/completions")]
    [InlineData("h/openai/deployments/gpt-4o-mini-2024-07-18/chat/completions")]
    [InlineData("h/publishers/google/models/claude-3-5-sonnet@20241022:rawPredict")]
    [InlineData("h/publishers/google/models/claude-3-5-sonnet%4020241022:rawPredict")]
    [InlineData("h/models/meta-llama%2FLlama-3.1-70B-Instruct")]
    [InlineData("h/a%20b/100%")]
    [InlineData("policy readers, claim sub: found string")]
    [InlineData("")]
    public void What_is_made_of_words_and_numbers_stays_as_it_was_written(string text) => CallerText.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData(190)]
    [InlineData(780)]
    [InlineData(795)]
    [InlineData(799)]
    public void No_credential_is_shown_in_half_where_text_is_cut(int before)
    {
        string path = $"/eyJ{new string('a', before)}/0123456789abcdef0123456789abcdef/{new string('x', 5000)}";

        string shown = CallerText.Shown(path, 200);

        shown.ShouldNotContain("0123");
        shown.ShouldEndWith("…");
        shown.Length.ShouldBeLessThanOrEqualTo(201);
    }

    [Fact]
    public void Of_a_budgets_key_ids_and_addresses_are_shown_and_tokens_are_not()
    {
        CallerText.ShownKey("""["alice@example.com","4bf92f35-77b3-4da6-a3ce-929d0e0e4736","eyJhbGciOi.CANARY"]""", 120)
            .ShouldBe("""["alice@example.com","4bf92f35-77b3-4da6-a3ce-929d0e0e4736","eyJ***"]""");
    }
}
