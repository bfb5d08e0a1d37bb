using System.Security.Cryptography;
using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples;

public sealed class The_labs_files
{
    [Theory]
    [InlineData("policies/virtualservice.yaml", "a4459504effad211aade4f139df23a3cb85eeba58c46b3c2273dbabc51435ed5")]
    [InlineData("policies/upstream.yaml", "862c9aa06ccc5941129c445ee4442772413570f8e6e4e8e90ebf83659a121fef")]
    [InlineData("lab-token.txt", "370e40719ceedc6d77d5e8ac3a8726430f465bcf0ee03d5074b8a000076617e3")]
    public async Task Are_the_workshops_byte_for_byte(string path, string sha256)
    {
        byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(Repository.Sample, path));

        Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(sha256);
    }
}
