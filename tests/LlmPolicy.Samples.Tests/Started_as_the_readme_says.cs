using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples;

public sealed class Started_as_the_readme_says(AsTheReadmeSays sample) : LabRequests(sample), IClassFixture<AsTheReadmeSays>
{
    private readonly AsTheReadmeSays _sample = sample;

    [Fact]
    public Task The_lines_that_it_prints_can_be_pasted() => CurlLines.ShouldAnswerAsTheySay(_sample.Gateway.Output, Repository.Root);

    [Fact]
    public async Task The_lines_of_its_readme_can_be_pasted()
    {
        foreach (string block in CurlLines.BlocksOf(Repository.Text("README.md")))
        {
            await CurlLines.ShouldAnswerAsTheySay(block.Replace("localhost:8080", _sample.Gateway.Authority), Repository.Root);
        }
    }

    [Fact]
    public async Task The_requests_of_its_http_file_answer_as_they_say()
    {
        var requests = HttpFile.Parse(Repository.Text("lab.http"));

        requests.Count.ShouldBeGreaterThan(3);
        foreach (var (status, request) in requests)
        {
            request.RequestUri = new Uri(_sample.Gateway.Client.BaseAddress!, request.RequestUri!.PathAndQuery);
            using var response = await _sample.Gateway.Client.SendAsync(request);
            ((int)response.StatusCode).ShouldBe(status, request.ToString());
        }
    }
}
