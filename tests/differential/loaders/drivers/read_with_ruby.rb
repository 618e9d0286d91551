# Reads documents with the dotenv gem.
require "base64"
require "dotenv"
require "json"

asked = JSON.parse($stdin.read)
environment = ENV.to_h
$stdout.sync = true
asked["documents"].each do |document|
  ENV.replace(environment)
  File.binwrite(".env", Base64.decode64(document))
  begin
    Dotenv.load(".env")
    value = ENV[asked["key"]]
    answer = value.nil? ? { missing: true } : { value: value.dup.force_encoding("UTF-8").scrub }
  rescue Exception => e
    answer = { error: e.class.name }
  end
  puts JSON.generate(answer)
end
