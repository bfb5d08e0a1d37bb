using System.Text;

namespace LlmPolicy.AspNetCore.Tests.Metering;

/// <summary>Text counted by Microsoft.ML.Tokenizers, as an app adds it.</summary>
public sealed class TokenizerTests
{
    /// <summary>Texts and their tokens in <c>o200k_base</c>, as OpenAI's cookbook has them (How to count tokens with Tiktoken).</summary>
    [Theory]
    [InlineData("antidisestablishmentarianism", 6)]
    [InlineData("2 + 2 = 4", 7)]
    [InlineData("お誕生日おめでとう", 8)]
    [InlineData("", 0)]
    public void Without_a_choice_it_is_that_of_OpenAIs_models(string text, int tokens) => Estimator(builder => builder.AddTokenizer()).Count(Encoding.UTF8.GetBytes(text), null).ShouldBe(tokens);

    [Fact]
    public void A_character_that_a_cut_went_through_counts_and_throws_nothing() => Estimator(builder => builder.AddTokenizer()).Count([0xE3, 0x81], null).ShouldBeGreaterThan(0);

    [Fact]
    public void An_app_chooses_by_the_model()
    {
        List<string?> asked = [];
        var own = Microsoft.ML.Tokenizers.TiktokenTokenizer.CreateForEncoding("o200k_base");
        var estimator = Estimator(builder => builder.AddTokenizer(model =>
        {
            asked.Add(model);
            return own;
        }));

        estimator.Count("hello world"u8, "some-model").ShouldBe(2);

        asked.ShouldBe(["some-model"]);
    }

    [Fact]
    public void An_estimator_of_the_apps_own_stays()
    {
        ServiceCollection services = [];
        services.AddSingleton<ILlmTokenEstimator, One>();

        services.AddLlmPolicy(_ => { }).AddTokenizer();

        services.BuildServiceProvider().GetRequiredService<ILlmTokenEstimator>().ShouldBeOfType<One>();
    }

    private static ILlmTokenEstimator Estimator(Action<ILlmPolicyBuilder> add)
    {
        ServiceCollection services = [];
        add(services.AddLlmPolicy(_ => { }));
        return services.BuildServiceProvider().GetRequiredService<ILlmTokenEstimator>();
    }

    private sealed class One : ILlmTokenEstimator
    {
        public int Count(ReadOnlySpan<byte> text, string? model) => 1;
    }
}
